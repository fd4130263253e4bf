/** PHP: how it is run, and functions to start from. */
import type { LanguageInfo } from '../../contract/runtimes.ts'
import type { Language, PhaseImage } from '../runtime-images.ts'

export const phpRuntimes: Language = {
  id: 'php',
  depName: 'composer.json',
  fileNameSuffix: '.php',
  current: ['8.4', '8.3'],
  older: ['8.2', '8.1', '8.0', '7.4', '7.3', '7.2'],
  phasesOf: (version): PhaseImage[] => [
    {
      phase: 'installation',
      image: 'composer:2',
      command:
        'exec composer install --no-dev --no-interaction --no-progress --working-dir="$KUBELESS_INSTALL_VOLUME"',
      env: { COMPOSER_HOME: '$(KUBELESS_INSTALL_VOLUME)/.home', COMPOSER_ALLOW_SUPERUSER: '1' },
    },
    {
      phase: 'runtime',
      image: `php:${version}-cli`,
      command: 'exec sh "$KUBELESS_INSTALL_VOLUME/.shim/shim-run.sh"',
    },
  ],
}

export const php: LanguageInfo = {
  id: 'php',
  language: 'PHP',
  editorLanguage: 'php',
  samples: [
    {
      title: 'Hello',
      description: 'Answers with a greeting.',
      name: 'hello',
      handler: 'handler.hello',
      code: `<?php

function hello($event, $context)
{
    // $event->data is the body of the request. What you print goes to the log.
    echo "called with {$event->data}\\n";
    return 'Hello from PHP!';
}
`,
      deps: '',
      request: { method: 'GET', type: 'text', body: '' },
    },
    {
      title: 'JSON in, JSON out',
      description: 'Adds up the numbers it is sent.',
      name: 'sum',
      handler: 'handler.addUp',
      code: `<?php

function addUp($event, $context)
{
    // A body of type application/json arrives as an object; an array or object is answered as JSON.
    $numbers = $event->data->numbers;
    return ['count' => count($numbers), 'sum' => array_sum($numbers)];
}
`,
      deps: '',
      request: { method: 'POST', type: 'json', body: '{\n  "numbers": [3, 4, 5]\n}' },
    },
    {
      title: 'Environment variable',
      description: 'Reads a setting and a query parameter.',
      name: 'greeting',
      handler: 'handler.greet',
      code: `<?php

function greet($event, $context)
{
    // Set GREETING in the settings of the function to change this.
    $greeting = getenv('GREETING') ?: 'Good morning';
    // Add ?name=Ada to the path of the request.
    $name = $event->extensions->request->getQueryParams()['name'] ?? 'you';
    return "$greeting, $name!";
}
`,
      deps: '',
      request: { method: 'GET', type: 'text', body: '' },
    },
  ],
}
