require 'io/wait'
require 'json'

module Shim
  # How the server and its workers speak: a JSON head and a body of bytes, each behind its length.
  module Wire
    class Ended < StandardError; end
    class TimedOut < StandardError; end

    def self.send(io, head, body = '')
      encoded = JSON.generate(head).b
      io.write([encoded.bytesize, body.bytesize].pack('NN') + encoded)
      io.write(body) unless body.empty?
    rescue SystemCallError
      raise Ended
    end

    # Head and body of the next message. `deadline` is a monotonic time.
    def self.receive(io, deadline = nil)
      head, body = exactly(io, 8, deadline).unpack('NN')
      [JSON.parse(exactly(io, head, deadline).force_encoding('UTF-8')), exactly(io, body, deadline)]
    end

    def self.exactly(io, size, deadline)
      data = ''.b
      while data.bytesize < size
        left = deadline && deadline - Process.clock_gettime(Process::CLOCK_MONOTONIC)
        raise TimedOut if left && (left <= 0 || !io.wait_readable(left))

        data << io.readpartial([size - data.bytesize, 1 << 20].min)
      end
      data
    rescue EOFError, SystemCallError, IOError
      raise Ended
    end
  end
end
