require 'time'
require_relative 'shim_metrics'
require_relative 'shim_workers'

module Shim
  # HTTP/1.1, as much of it as a function needs: one thread per connection, no code of the user's.
  class Server
    MOST_HEADER_BYTES = 64 * 1024
    # Seconds a refused caller may go on sending.
    LINGER_SECONDS = 2

    # The request cannot be served.
    class Refused < StandardError
      attr_reader :status

      def initialize(status, text)
        super(text)
        @status = status
      end
    end

    def initialize(settings, workers)
      @settings = settings
      @workers = workers
      @metrics = Metrics.new
      @lock = Mutex.new
      @changed = ConditionVariable.new
      @running = 0
    end

    # Waits until every running call is answered.
    def drain(seconds)
      deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + seconds
      @lock.synchronize do
        @draining = true
        until @running.zero?
          left = deadline - Process.clock_gettime(Process::CLOCK_MONOTONIC)
          break if left <= 0

          @changed.wait(@lock, left)
        end
      end
    end

    def serve(connection)
      nil while serve_one(connection)
    rescue SystemCallError, IOError
      # The caller is gone.
    ensure
      connection.close
    end

    private

    # Whether the connection stays open for another request.
    def serve_one(connection)
      head = read_head(connection) or return false
      body = read_body(connection, head)
      @lock.synchronize { @running += 1 }
      begin
        answer, content = answer(head, body)
        stays = head['keeps'] && !@draining
        write(connection, head['method'], answer, content, stays)
        stays
      ensure
        @lock.synchronize do
          @running -= 1
          @changed.broadcast
        end
      end
    rescue Refused => e
      write(connection, '', *plain(e.status, e.message, 'bad-request'), false)
      linger(connection)
      false
    end

    # Takes in what is still being sent: a connection closed before that is reset, and the answer lost with it.
    def linger(connection)
      connection.close_write
      deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + LINGER_SECONDS
      while (left = deadline - Process.clock_gettime(Process::CLOCK_MONOTONIC)).positive? && connection.wait_readable(left)
        connection.readpartial(1 << 20)
      end
    end

    def answer(head, body)
      path = head['target'].split('?', 2).first
      return plain(200, 'OK') if path == '/healthz' && reads?(head)
      return plain(200, @metrics.text, nil, 'text/plain; version=0.0.4; charset=utf-8') if path == '/metrics' && reads?(head)

      began = Time.now
      answer, content = call(head, body)
      ended = Time.now
      @metrics.count(head['method'], ended - began, answer['error'])
      answer['headers'] += [['x-kubeless-began', began.utc.iso8601(3)], ['x-kubeless-ended', ended.utc.iso8601(3)]]
      [answer, content]
    end

    def reads?(head)
      %w[GET HEAD].include?(head['method'])
    end

    def call(head, body)
      name = @settings.handler
      @workers.call({ method: head['method'], target: head['target'], headers: head['headers'] }, body)
    rescue TimedOut
      text = "#{name} did not answer within #{@settings.timeout_in_words}, its timeout, and was stopped."
      Shim.note(text)
      plain(408, text, 'timeout')
    rescue Crashed => e
      text = "The process of #{name} #{e.message} before it had answered."
      Shim.note(text)
      plain(500, "Internal Server Error: #{text}", 'crash')
    rescue Busy
      plain(503, "#{name} is busy: too many calls are waiting for it. Try again later.", 'busy')
    end

    def read_head(connection)
      line = connection.gets("\n", MOST_HEADER_BYTES) or return nil
      method, target, version = line.split
      raise Refused.new(400, 'This is not a request of HTTP/1.1.') unless version.to_s.start_with?('HTTP/1.')

      headers = []
      size = line.bytesize
      while (line = connection.gets("\n", MOST_HEADER_BYTES)) && line != "\r\n" && line != "\n"
        size += line.bytesize
        raise Refused.new(431, "The headers are larger than #{MOST_HEADER_BYTES} bytes.") if size > MOST_HEADER_BYTES

        name, value = line.split(':', 2)
        raise Refused.new(400, 'A header has no colon.') unless value

        headers << [name, value.strip]
      end
      head_of(method, target, version, headers)
    end

    def head_of(method, target, version, headers)
      values = headers.to_h { |name, value| [name.downcase, value] }
      keeps = values.fetch('connection', '').downcase
      { 'method' => method, 'target' => target, 'headers' => headers, 'values' => values,
        'keeps' => version == 'HTTP/1.0' ? keeps == 'keep-alive' : keeps != 'close' }
    end

    def read_body(connection, head)
      length = head['values'].fetch('content-length', '0')
      raise Refused.new(400, 'The Content-Length is not a number.') unless length.match?(/\A\d+\z/)
      raise too_large if length.to_i > @settings.most_bytes

      connection.write("HTTP/1.1 100 Continue\r\n\r\n") if head['values']['expect'].to_s.downcase == '100-continue'
      return read_chunks(connection) if head['values']['transfer-encoding'].to_s.downcase.include?('chunked')
      return ''.b if length.to_i.zero?

      body = connection.read(length.to_i)
      raise EOFError if body.nil? || body.bytesize < length.to_i

      body
    end

    def read_chunks(connection)
      body = ''.b
      loop do
        size = connection.gets("\n", 1024).to_s[/\A\h+/] or raise Refused.new(400, 'The size of a chunk is not a number.')
        size = size.to_i(16)
        raise too_large if body.bytesize + size > @settings.most_bytes

        if size.zero?
          nil until ["\r\n", "\n", nil].include?(connection.gets("\n", MOST_HEADER_BYTES))
          return body
        end
        body << connection.read(size)
        connection.gets("\n", 16)
      end
    end

    def too_large
      most = @settings.most_bytes
      Refused.new(413, "The body is larger than #{most} bytes. FUNC_MEMFILE_MAX in the environment raises the limit.")
    end

    def write(connection, method, answer, content, stays)
      status = answer['status'].to_i
      headers = answer['headers'].reject { |name, _| %w[content-length connection transfer-encoding].include?(name.downcase) }
      headers << ['x-kubeless-error', answer['error']] if answer['error']
      headers << ['x-kubeless-checksum', @settings.checksum] << ['x-kubeless-pod', @settings.pod]
      bodiless = status == 204 || status == 304
      headers << ['Content-Length', content.bytesize] unless bodiless
      headers << ['Connection', stays ? 'keep-alive' : 'close']
      lines = headers.map { |name, value| "#{name}: #{value.to_s.tr("\r\n", '  ')}\r\n" }
      connection.write("HTTP/1.1 #{status} #{PHRASES.fetch(status, 'Status')}\r\n#{lines.join}\r\n".b)
      connection.write(content) unless bodiless || method == 'HEAD'
    end

    PHRASES = {
      200 => 'OK', 201 => 'Created', 204 => 'No Content', 301 => 'Moved Permanently', 302 => 'Found',
      304 => 'Not Modified', 400 => 'Bad Request', 401 => 'Unauthorized', 403 => 'Forbidden', 404 => 'Not Found',
      408 => 'Request Timeout', 413 => 'Payload Too Large', 418 => "I'm a teapot", 431 => 'Headers Too Large',
      500 => 'Internal Server Error', 503 => 'Service Unavailable'
    }.freeze

    def plain(status, text, error = nil, type = 'text/plain; charset=utf-8')
      [{ 'status' => status, 'headers' => [['Content-Type', type]], 'error' => error }, text.b]
    end
  end
end
