#!/bin/sh
# Installs the WebAdMIT nodes beside this script, while the image is built: from the packed file that is there too, or
# else from npm. Usage: sh install.sh 1.2.3
set -eu
cd "$(dirname "$0")"
package="n8n-nodes-webadmit@$1"
if [ -f "n8n-nodes-webadmit-$1.tgz" ]; then package="./n8n-nodes-webadmit-$1.tgz"; fi
echo "Installing $package"
# Without peer dependencies: the nodes use n8n's own n8n-workflow.
npm install --prefix . --legacy-peer-deps --no-package-lock --ignore-scripts --no-audit --no-fund "$package"
