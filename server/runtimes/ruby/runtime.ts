/** Ruby: how it is run, and functions to start from. */
import type { LanguageInfo } from '../../contract/runtimes.ts'
import type { Language, PhaseImage } from '../runtime-images.ts'

export const rubyRuntimes: Language = {
  id: 'ruby',
  depName: 'Gemfile',
  fileNameSuffix: '.rb',
  current: ['3.4', '3.3', '3.2'],
  older: ['3.1', '3.0', '2.7', '2.6', '2.5', '2.4', '2.3'],
  phasesOf: (version): PhaseImage[] => [
    {
      phase: 'installation',
      image: `ruby:${version}`,
      command: 'exec bundle install --jobs 4 --retry 2',
      env: {
        HOME: '$(KUBELESS_INSTALL_VOLUME)/.home',
        BUNDLE_GEMFILE: '$(KUBELESS_DEPS_FILE)',
        BUNDLE_PATH: '$(KUBELESS_INSTALL_VOLUME)/.packages',
        BUNDLE_APP_CONFIG: '$(KUBELESS_INSTALL_VOLUME)/.home/bundle',
        BUNDLE_SILENCE_ROOT_WARNING: 'true',
      },
    },
    {
      phase: 'runtime',
      image: `ruby:${version}`,
      command: 'exec ruby "$KUBELESS_INSTALL_VOLUME/.shim/shim.rb"',
    },
  ],
}

export const ruby: LanguageInfo = {
  id: 'ruby',
  language: 'Ruby',
  editorLanguage: 'ruby',
  samples: [
    {
      title: 'Hello',
      description: 'Answers with a greeting.',
      name: 'hello',
      handler: 'handler.hello',
      code: `def hello(event, context)
  # event[:data] is the body of the request. What you print goes to the log.
  puts "called with #{event[:data].inspect}"
  'Hello from Ruby!'
end
`,
      deps: '',
      request: { method: 'GET', type: 'text', body: '' },
    },
    {
      title: 'JSON in, JSON out',
      description: 'Adds up the numbers it is sent.',
      name: 'sum',
      handler: 'handler.add_up',
      code: `def add_up(event, context)
  # A body of type application/json arrives parsed; a hash or array is answered as JSON.
  numbers = event[:data]['numbers']
  { count: numbers.size, sum: numbers.sum }
end
`,
      deps: '',
      request: { method: 'POST', type: 'json', body: '{\n  "numbers": [3, 4, 5]\n}' },
    },
    {
      title: 'Ask another service',
      description: 'Fetches an address, and says so when it cannot.',
      name: 'fetch',
      handler: 'handler.fetch_page',
      code: `require 'net/http'

def fetch_page(event, context)
  uri = URI(event[:data]['url'])
  options = { use_ssl: uri.scheme == 'https', open_timeout: 5, read_timeout: 5 }
  response = Net::HTTP.start(uri.host, uri.port, options) { |http| http.get(uri.request_uri) }
  { url: uri, status: response.code.to_i, bytes: response.body.bytesize }
rescue SocketError, SystemCallError, Timeout::Error => e
  { url: uri, error: e.message }
end
`,
      deps: '',
      request: { method: 'POST', type: 'json', body: '{\n  "url": "https://example.com/"\n}' },
    },
    {
      title: 'Environment variable',
      description: 'Reads a setting and a query parameter.',
      name: 'greeting',
      handler: 'handler.greet',
      code: `# Set GREETING in the settings of the function to change this.
GREETING = ENV.fetch('GREETING', 'Good morning')

def greet(event, context)
  # Add ?name=Ada to the path of the request.
  name = event[:extensions][:request].params.fetch('name', 'you')
  "#{GREETING}, #{name}!"
end
`,
      deps: '',
      request: { method: 'GET', type: 'text', body: '' },
    },
  ],
}
