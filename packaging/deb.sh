#!/bin/sh
# Builds the Debian packages from a copy of the tree; leaves build/*.deb, and the .changes for lintian. A release of ours
# sorts below one of Debian's own (-1).
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" meson.build)
top=build/deb
tree=$top/understudy-$version
rm -rf "$top" build/*.deb build/*.changes build/*.buildinfo
mkdir -p "$tree"
packaging/files.sh | xargs cp --parents -t "$tree"
cp -r packaging/debian "$tree/debian"
cat >"$tree/debian/changelog" <<END
understudy ($version-0upstream1) unstable; urgency=medium

  * What changed stands in CHANGES.md.

 -- $(sed -n 's/^Maintainer: //p' packaging/debian/control)  $(date -Rud "@$(packaging/files.sh time)")
END
(cd "$tree" && exec dpkg-buildpackage -us -uc -b) >"$top/build.log" 2>&1 || {
    tail -n 40 "$top/build.log" >&2
    exit 4
}
mv "$top"/*.deb "$top"/*.changes "$top"/*.buildinfo build/
ls build/*.deb
