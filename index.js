// The package as seen from code, e.g. `require('.')` in a clone after `npm run build`. n8n itself does not come by here: it
// finds the nodes and the credential through the `n8n` field of package.json.
module.exports = {
	...require('./dist/credentials/WebAdmitApi.credentials.js'),
	...require('./dist/nodes/WebAdmit/WebAdmit.node.js'),
	...require('./dist/nodes/WebAdmit/WebAdmitPollingTrigger.node.js'),
	...require('./dist/nodes/WebAdmit/WebAdmitTrigger.node.js'),
};
