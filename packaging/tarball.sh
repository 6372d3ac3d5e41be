#!/bin/sh
# ./dev tarball: the release, build/understudy-VERSION.tar.gz. Whoever makes it of the same commit, or of the release
# itself unpacked, gets the same bytes.
set -eu
cd "$(dirname "$0")/.."
name=understudy-$(sed -n "s/^  version: '\(.*\)',$/\1/p" meson.build)
if [ -e .git ] && [ -n "$(git status --porcelain)" ]; then
    echo 'tarball: there are changes that are not committed; a release is a commit' >&2
    exit 4
fi
mkdir -p build
packaging/files.sh | tar --create --file="build/$name.tar" --format=ustar --no-recursion \
    --mtime="@$(packaging/files.sh time)" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    --transform="s,^,$name/," --files-from=-
gzip -9nf "build/$name.tar"
echo "build/$name.tar.gz"
