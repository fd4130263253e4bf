#!/bin/sh
# Starts the shim. A PHP without pcntl, such as the official image's, cannot be told to stop by a signal,
# so this shell takes the signal and passes it on as a file.
here=$KUBELESS_INSTALL_VOLUME/.shim
if php -r 'exit(function_exists("pcntl_async_signals") ? 0 : 1);'; then exec php "$here/shim.php"; fi
rm -f "$here/stop"
php "$here/shim.php" &
child=$!
trap 'touch "$here/stop"' TERM INT
code=0
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
  code=$?
done
exit "$code"
