require_relative 'shim_wire'
require_relative 'shim_call'

module Shim
  class Busy < StandardError; end
  class TimedOut < StandardError; end
  class Crashed < StandardError; end

  # The processes that functions run in: server --fork--> loader (has the function loaded) --fork--> worker (makes
  # one call, then ends). A worker is forked before its call comes, so forking costs the call nothing; a call that
  # hangs is killed without harm to any other, and none sees what another left in a global variable.
  class Workers
    # Workers that wait, loaded, for a call.
    SPARE = 2
    MOST_CALLS = 10
    MOST_WAITING = 256

    # Waits until the function is loaded. Ends this process when it cannot be.
    def self.start(settings)
      ours, theirs = UNIXSocket.pair
      loader = fork do
        ours.close
        Loader.new(settings, theirs).run
      end
      theirs.close
      if ours.read(1) != 'L'
        # The loader has said why.
        Process.wait(loader)
        exit!(1)
      end
      new(settings, ours)
    end

    def initialize(settings, control)
      @settings = settings
      @control = control
      @lock = Mutex.new
      @has_ended = ConditionVariable.new
      @exits = {}
      @slots = SizedQueue.new(MOST_CALLS)
      @spare = Array.new(SPARE) { ask }
      Thread.new { follow_loader }
    end

    # Head and body of the answer.
    def call(head, body)
      raise Busy if @slots.num_waiting >= MOST_WAITING

      @slots << true
      worker = @lock.synchronize { @spare.shift || ask }
      begin
        make(worker, head, body)
      ensure
        worker.close
        @slots.pop
      end
    end

    private

    def make(worker, head, body)
      deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + @settings.timeout
      pid = nil
      begin
        Wire.send(worker, head, body)
        @lock.synchronize { @spare << ask while @spare.size < SPARE }
        pid = Wire.receive(worker, deadline)[0]['pid']
        Wire.receive(worker, deadline)
      rescue Wire::TimedOut
        kill(pid)
        raise TimedOut
      rescue Wire::Ended
        kill(pid)
        raise Crashed, how_it_ended(pid)
      end
    end

    # A new worker; its socket is there before its process is.
    def ask
      ours, theirs = UNIXSocket.pair
      @control.send_io(theirs)
      theirs.close
      ours
    end

    # With everything it started.
    def kill(pid)
      Process.kill('KILL', -pid) if pid
    rescue SystemCallError
      # Gone already.
    end

    # Notes how workers end. Without the loader there are no more calls: the shim ends as well.
    def follow_loader
      while (line = @control.gets)
        pid, how = line.chomp.split(' ', 2)
        @lock.synchronize do
          @exits[pid.to_i] = how
          @exits.shift while @exits.size > 100
          @has_ended.broadcast
        end
      end
      exit!(1)
    end

    def how_it_ended(pid)
      # The loader tells it soon; on a busy machine its answer takes its time.
      deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + 2
      @lock.synchronize do
        until @exits[pid]
          left = deadline - Process.clock_gettime(Process::CLOCK_MONOTONIC)
          return 'ended' unless left.positive?

          @has_ended.wait(@lock, left)
        end
        @exits[pid]
      end
    end
  end

  # Loads the function, then forks a worker for every socket that comes.
  class Loader
    def initialize(settings, control)
      @settings = settings
      @control = control
    end

    def run
      Process.setpgid(0, 0)
      %w[TERM INT].each { |signal| trap(signal, 'IGNORE') }
      $stdout.sync = $stderr.sync = true
      call = Call.new(@settings)
      call.load
      GC.compact if GC.respond_to?(:compact)
      @control.write('L')
      pids = []
      while (socket = next_socket)
        pid = fork { work(call, socket) }
        socket.close
        pids << pid
        Thread.new(pid) { |child| report(child, pids) }
      end
      pids.each { |pid| kill(pid) }
      exit!(0)
    end

    private

    def next_socket
      @control.recv_io(UNIXSocket)
    rescue SystemCallError, SocketError, EOFError
      nil
    end

    # Waits until a worker ends and tells the server how.
    def report(child, pids)
      _, status = Process.wait2(child)
      pids.delete(child)
      how = status.signaled? ? "was killed by signal #{status.termsig}" : "ended with exit code #{status.exitstatus}"
      @control.write("#{child} #{how}\n")
    rescue SystemCallError
      # The server is gone.
    end

    def kill(pid)
      Process.kill('KILL', -pid)
    rescue SystemCallError
      # Gone already.
    end

    def work(call, socket)
      Process.setpgid(0, 0)
      %w[TERM INT].each { |signal| trap(signal, 'DEFAULT') }
      @control.close
      pid = Process.pid
      Wire.send(socket, { pid: pid })
      call.rehearse
      head, body = Wire.receive(socket)
      answer, content = call.make(head, body)
      # A process that the function forked and let run on to here is not the one to answer.
      Wire.send(socket, answer, content) if Process.pid == pid
      finish_threads
      exit!(0)
    rescue Wire::Ended
      exit!(0)
    end

    # Threads that the function left behind may finish, within the time a call has.
    def finish_threads
      deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + @settings.timeout
      (Thread.list - [Thread.current]).each do |thread|
        thread.join([deadline - Process.clock_gettime(Process::CLOCK_MONOTONIC), 0].max)
      end
    end
  end

  # A line on stderr, left out rather than waited for when nobody reads what a flood of prints has filled.
  def self.note(text)
    $stderr.syswrite("#{text}\n") if IO.select(nil, [$stderr], nil, 0)
  rescue SystemCallError
    nil
  end
end
