/** Python: how it is run, and functions to start from. */
import type { LanguageInfo } from '../../contract/runtimes.ts'
import type { Language, PhaseImage } from '../runtime-images.ts'

export const pythonRuntimes: Language = {
  id: 'python',
  depName: 'requirements.txt',
  fileNameSuffix: '.py',
  current: ['3.14', '3.13', '3.12', '3.11'],
  older: ['3.10', '3.9', '3.8', '3.7', '3.6', '3.4', '2.7'],
  phasesOf: (version): PhaseImage[] => [
    {
      phase: 'installation',
      image: `python:${version}-slim`,
      // A folder of its own, so that the path does not depend on the version of Python that runs here.
      command:
        'python3 -m pip install --no-cache-dir --disable-pip-version-check --no-input --root-user-action=ignore --upgrade --target="$KUBELESS_INSTALL_VOLUME/.packages" -r "$KUBELESS_DEPS_FILE"',
      env: { HOME: '$(KUBELESS_INSTALL_VOLUME)/.home' },
    },
    {
      phase: 'runtime',
      image: `python:${version}-slim`,
      command: 'exec python3 "$KUBELESS_INSTALL_VOLUME/.shim/shim.py"',
      env: { PYTHONPATH: '$(KUBELESS_INSTALL_VOLUME)/.packages:$(KUBELESS_INSTALL_VOLUME)' },
    },
  ],
}

export const python: LanguageInfo = {
  id: 'python',
  language: 'Python',
  editorLanguage: 'python',
  samples: [
    {
      title: 'Hello',
      description: 'Answers with a greeting.',
      name: 'hello',
      handler: 'handler.hello',
      code: `def hello(event, context):
    # event['data'] is the body of the request. What you print goes to the log.
    print('called with', event['data'])
    return 'Hello from Python!'
`,
      deps: '',
      request: { method: 'GET', type: 'text', body: '' },
    },
    {
      title: 'JSON in, JSON out',
      description: 'Adds up the numbers it is sent.',
      name: 'sum',
      handler: 'handler.add_up',
      code: `def add_up(event, context):
    # A body of type application/json arrives parsed; a dict or list is answered as JSON.
    numbers = event['data']['numbers']
    return {'count': len(numbers), 'sum': sum(numbers)}
`,
      deps: '',
      request: { method: 'POST', type: 'json', body: '{\n  "numbers": [3, 4, 5]\n}' },
    },
    {
      title: 'Ask another service',
      description: 'Fetches an address, and says so when it cannot.',
      name: 'fetch',
      handler: 'handler.fetch',
      code: `import time
from urllib.error import URLError
from urllib.request import urlopen


def fetch(event, context):
    url = event['data']['url']
    began = time.monotonic()
    try:
        with urlopen(url, timeout=5) as response:
            size = len(response.read())
            return {'url': url, 'status': response.status, 'bytes': size, 'seconds': round(time.monotonic() - began, 3)}
    except (URLError, TimeoutError, ValueError) as error:
        return {'url': url, 'error': str(error)}
`,
      deps: '',
      request: { method: 'POST', type: 'json', body: '{\n  "url": "https://example.com/"\n}' },
    },
    {
      title: 'Environment variable',
      description: 'Reads a setting and a query parameter.',
      name: 'greeting',
      handler: 'handler.greet',
      code: `import os

# Set GREETING in the settings of the function to change this.
GREETING = os.environ.get('GREETING', 'Good morning')


def greet(event, context):
    # Add ?name=Ada to the path of the request.
    name = event['extensions']['request'].query.get('name', 'you')
    return f'{GREETING}, {name}!'
`,
      deps: '',
      request: { method: 'GET', type: 'text', body: '' },
    },
  ],
}
