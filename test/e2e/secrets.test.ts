import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createCredential, useWorld } from './support/world';
import { fromList, webAdmit, workflow } from './support/workflows';

const API_KEY = '5ec2e75ec2e75ec2e75ec2e75ec2e75e';

const world = useWorld();

test('neither the key nor a download URL is left in what n8n stores and logs', async () => {
	const parameters = {
		resource: 'exportFile',
		operation: 'runAndDownload',
		userIdentityId: fromList(37442),
		exportId: fromList(86446),
		options: { maxWait: 0.05 },
	};
	const refused = await createCredential(world.n8n, {
		baseUrl: world.sandbox.apiUrl,
		apiKey: API_KEY,
	});

	const good = await world.n8n.runOnce(workflow(webAdmit(world.credential, parameters)));
	const bad = await world.n8n.runOnce(workflow(webAdmit(refused, parameters)));
	world.sandbox.addFault({ on: 'api', kind: 'expiredUrl' });
	const expired = await world.n8n.runOnce(workflow(webAdmit(world.credential, parameters)));

	expect([good.status, bad.status, expired.status]).toEqual(['success', 'error', 'error']);
	for (const { execution } of [good, bad, expired]) {
		const stored = JSON.stringify(execution);
		expect(stored).not.toContain('X-Amz-Signature');
		expect(stored).not.toContain(world.sandbox.apiKey);
		expect(stored).not.toContain(API_KEY);
	}
	const { logFile, userFolder } = world.server;
	const folder = path.join(userFolder, '.n8n');
	const files = readdirSync(folder).filter((name) => /\.sqlite|\.log$/.test(name));
	expect(files).toContain('database.sqlite');
	for (const file of [logFile, ...files.map((name) => path.join(folder, name))]) {
		const content = readFileSync(file);
		expect({ file, holdsKey: content.includes(world.sandbox.apiKey) }).toEqual({
			file,
			holdsKey: false,
		});
		expect(content.includes(API_KEY)).toBe(false);
	}
	expect(readFileSync(logFile, 'utf8')).not.toContain('X-Amz-Signature');
});
