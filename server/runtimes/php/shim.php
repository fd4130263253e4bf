<?php
// Serves one function over HTTP. This process never runs the function: it hands calls to workers (shim-worker.php),
// waits for whatever comes next, and answers. No extension is needed.
require __DIR__ . '/shim-settings.php';
require __DIR__ . '/shim-metrics.php';
require __DIR__ . '/shim-workers.php';
require __DIR__ . '/shim-connection.php';
require __DIR__ . '/shim-server.php';

ini_set('memory_limit', '-1');
ini_set('display_errors', 'stderr');

$settings = new ShimSettings();
$workers = new ShimWorkers();
$workers->awaitFirst();
(new ShimServer($settings, $workers))->run();
