require 'stringio'
require 'uri'

module Shim
  # event[:extensions][:request]: the request, with the names of Rack's (which upstream's runtime hands over).
  class Request
    attr_reader :request_method, :path, :query_string, :headers, :body, :content_type

    def initialize(head, body)
      @request_method = head['method']
      path, @query_string = head['target'].split('?', 2)
      @path = URI::DEFAULT_PARSER.unescape(path)
      @query_string ||= ''
      @headers = head['headers'].each_with_object({}) do |(name, value), all|
        all[name.downcase] = [all[name.downcase], value].compact.join(', ')
      end
      @content_type = @headers['content-type']
      @body = StringIO.new(body)
    end

    alias path_info path

    # Of a header, whatever the case of its name.
    def header(name)
      @headers[name.downcase]
    end

    # The query; the last value counts where a name comes more than once.
    def params
      URI.decode_www_form(@query_string).to_h
    end

    def url
      "http://#{header('host')}#{path}#{"?#{query_string}" unless query_string.empty?}"
    end

    def inspect
      "#<Request #{request_method} #{url}>"
    end
  end

  # event[:extensions][:response]: status and headers of the answer, for functions that set them.
  class Response
    attr_accessor :status
    attr_reader :headers

    def initialize
      @status = 200
      @headers = {}
    end
  end
end
