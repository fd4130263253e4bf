require 'json'
require_relative 'shim_request'

module Shim
  # What a function sees of a call, and what becomes of that which it returns.
  class Call
    OWN = "#{__dir__}/".freeze

    def initialize(settings)
      @settings = settings
    end

    # Says on stderr why there is no function, and ends the process.
    def load
      use_packages
      before = methods_there
      Kernel.load(@settings.file)
      @own = methods_there - before
      missing unless @own.include?(@settings.handler.to_sym)
      @function = TOPLEVEL_BINDING.receiver.method(@settings.handler)
    rescue SystemExit
      complain("#{@settings.module_name}.rb ended its process while it was being loaded\n")
      exit!(1)
    rescue Exception => e # rubocop:disable Lint/RescueException
      complain(told(e))
      exit!(1)
    end

    # A call of nothing: what a fresh process does first is slow, and better done before its call.
    def rehearse
      encode({ 'a' => [1] })
      Request.new({ 'method' => 'GET', 'target' => '/?a=b', 'headers' => [['A', 'b']] }, '').params
    end

    # Head and body of the answer.
    def make(head, body)
      request = Request.new(head, body)
      response = Response.new
      begin
        data = data_of(request, body)
      rescue JSON::ParserError => e
        text = "The body is not JSON, though its Content-Type says so: #{e.message.lines.first.to_s.strip[0, 200]}."
        return failure(400, text, 'bad-request')
      end
      result = @function.call(event_of(data, request, response), context)
      succeed(result, response)
    rescue SystemExit => e
      complain("#{@settings.handler} ended its process (exit code #{e.status})\n")
      failure(500, 'Internal Server Error', 'crash')
    rescue Exception => e # rubocop:disable Lint/RescueException
      complain(told(e))
      failure(500, 'Internal Server Error', 'exception')
    end

    private

    # Gems that were installed for the function, whatever version of Ruby runs here.
    def use_packages
      folders = Dir["#{@settings.volume}/.packages/ruby/*"]
      Gem.paths = { 'GEM_PATH' => [*Gem.path, *folders].join(':') } unless folders.empty?
      $LOAD_PATH.unshift(@settings.volume)
    end

    def methods_there
      Object.private_instance_methods(false)
    end

    def missing
      there = @own.empty? ? 'there is no function in it' : "the functions in it are: #{@own.join(', ')}"
      complain("NameError: #{@settings.module_name}.rb has no function #{@settings.handler}; #{there}\n")
      exit!(1)
    end

    def event_of(data, request, response)
      event = { data: data }
      %w[event-id event-type event-time event-namespace].each { |name| event[name.to_sym] = request.header(name) }
      event[:extensions] = { request: request, response: response }
      event
    end

    def context
      {
        'function-name': @settings.handler,
        timeout: @settings.timeout_text,
        runtime: @settings.runtime,
        'memory-limit': @settings.memory_limit
      }
    end

    # As upstream: parsed only when the type is exactly application/json.
    def data_of(request, body)
      return JSON.parse(body.dup.force_encoding('UTF-8')) if request.content_type == 'application/json' && !body.empty?

      text = body.dup.force_encoding('UTF-8')
      text.valid_encoding? ? text : body
    end

    def succeed(result, response)
      content, type = encode(result)
      headers = response.headers.to_a
      headers << ['Content-Type', type] unless headers.any? { |name, _| name.casecmp?('content-type') }
      [{ status: response.status, headers: headers }, content]
    end

    def encode(result)
      case result
      when nil then [''.b, 'text/plain; charset=utf-8']
      when String
        [result.b, result.encoding == Encoding::BINARY ? 'application/octet-stream' : 'text/plain; charset=utf-8']
      when Symbol then encode(result.to_s)
      else [JSON.generate(result).b, 'application/json']
      end
    end

    def failure(status, text, error)
      [{ status: status, headers: [['Content-Type', 'text/plain; charset=utf-8']], error: error }, text.b]
    end

    # In full, without the shim's own frames, and with the paths as they are in every pod.
    def told(error)
      chain = [error]
      chain << chain.last.cause while chain.last.cause && chain.size < 10
      text = chain.map { |each| told_alone(each) }.join('Caused by ')
      text.gsub("#{@settings.volume}/", '/kubeless/')
    end

    def told_alone(error)
      frames = (error.backtrace || []).reject { |line| line.start_with?(OWN) }
      "#{error.class}: #{error.message}\n" + frames.map { |line| "    from #{line}\n" }.join
    end

    def complain(text)
      $stdout.flush
      $stderr.write(text)
    end
  end
end
