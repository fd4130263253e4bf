#!/bin/sh
# Compiles the function with the shim into one program, $KUBELESS_INSTALL_VOLUME/.shim/server.
set -e
volume=$KUBELESS_INSTALL_VOLUME
name=$KUBELESS_FUNC_NAME
build=$volume/.build
rm -rf "$build"
mkdir -p "$build/kubeless/pkg/functions" "$build/function/.shim-main"
export CGO_ENABLED=0 GOFLAGS=-mod=mod GOTOOLCHAIN=local GO111MODULE=on
if [ -z "$GOCACHE" ] && ! mkdir -p "$HOME/.cache" 2>/dev/null; then
  export GOCACHE="$volume/.cache" GOPATH="$volume/.go"
fi

# The package that functions import, in the place of Kubeless's own.
cp "$volume/.shim/shim_functions.go" "$build/kubeless/pkg/functions/functions.go"
printf 'module github.com/kubeless/kubeless\n\ngo 1.19\n' > "$build/kubeless/go.mod"

cp -R "$volume"/* "$build/function/"
cd "$build/function"
rm -f ./*_test.go
# An empty one is as good as none.
grep -q '^module ' go.mod 2>/dev/null || printf 'module function\n\ngo 1.19\n' > go.mod
go mod edit -require=github.com/kubeless/kubeless@v0.0.0 -replace=github.com/kubeless/kubeless=../kubeless
module=$(go list -m)

if ! grep -qE "^func $name\(" ./*.go; then
  there=$(sed -nE 's/^func ([A-Z][A-Za-z0-9_]*)\(.*/\1/p' ./*.go | tr '\n' ' ')
  echo "There is no function $name in the package; the exported functions are: ${there:-none}" >&2
  exit 1
fi

cp "$volume"/.shim/shim_*.go .shim-main/
rm .shim-main/shim_functions.go
cat > .shim-main/handler.go <<END
package main

import function "$module"

const modulePath = "$module"

var handler = function.$name
END
go build -trimpath -o "$volume/.shim/server" ./.shim-main
