module Shim
  # What the environment says: the variables Kubeless sets for a function.
  class Settings
    attr_reader :module_name, :handler, :timeout, :timeout_text, :runtime, :memory_limit, :port, :socket,
                :checksum, :pod, :volume, :most_bytes

    def initialize(env)
      @module_name = env.fetch('MOD_NAME', 'handler')
      @handler = env.fetch('FUNC_HANDLER', 'handler')
      @timeout_text = env.fetch('FUNC_TIMEOUT', '180')
      @timeout = @timeout_text.to_f
      @runtime = env['FUNC_RUNTIME']
      @memory_limit = env['FUNC_MEMORY_LIMIT']
      @port = env.fetch('FUNC_PORT', '8080').to_i
      @socket = env.fetch('FUNC_SOCKET', '')
      @checksum = env.fetch('FUNC_CHECKSUM', '')
      @pod = env.fetch('HOSTNAME', '')
      @volume = env.fetch('KUBELESS_INSTALL_VOLUME', '/kubeless').chomp('/')
      @most_bytes = env.fetch('FUNC_MEMFILE_MAX', (100 * 1024 * 1024).to_s).to_i
    end

    def file
      "#{volume}/#{module_name}.rb"
    end

    # 1.0 -> '1 second'
    def timeout_in_words
      number = timeout % 1 == 0 ? timeout.to_i : timeout
      "#{number} second#{number == 1 ? '' : 's'}"
    end
  end
end
