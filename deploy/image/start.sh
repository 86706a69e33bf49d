#!/bin/sh
# Copies the WebAdMIT nodes into n8n's folder, then runs the command that it is given. n8n's folder is often a volume, and a
# volume still holds the nodes of the image before. Other community nodes stay as they are.
set -eu
nodes="${N8N_USER_FOLDER:-$HOME}/.n8n/nodes/node_modules"
mkdir -p "$nodes"
rm -rf "$nodes/n8n-nodes-webadmit"
cp -R "$(dirname "$0")/node_modules/n8n-nodes-webadmit" "$nodes/"
exec "$@"
