import type { INodeExecutionData } from 'n8n-workflow';
import { WEBADMIT, byId, webAdmit, workflow } from './support/workflows';
import { useWorld } from './support/world';

const COUNT = 20;
const RUN_SECONDS = 5;
const LIST = 'Get Exports';

const world = useWorld({ world: 'empty', runSeconds: RUN_SECONDS });

async function storedSize({ binary }: INodeExecutionData): Promise<number> {
	const file = await world.n8n.downloadBinary(binary?.data?.id ?? '');
	return (await file.arrayBuffer()).byteLength;
}

test('20 exports run side by side, in the time of one and with few questions', async () => {
	const identity = world.sandbox.addIdentity();
	const ids = Array.from({ length: COUNT }, () => {
		return world.sandbox.addExport({ identityIds: [identity.id] }).id;
	});
	const userIdentityId = byId(identity.id);
	const list = { resource: 'export', operation: 'getMany', userIdentityId };
	const runEach = {
		resource: 'exportFile',
		operation: 'runAndDownload',
		userIdentityId,
		exportId: byId('={{ $json.id }}'),
	};

	const done = await world.n8n.runOnce(
		workflow(webAdmit(world.credential, list, { name: LIST }), webAdmit(world.credential, runEach)),
	);

	const results = done.items(WEBADMIT);
	expect(results.map(({ json }) => json.export_id)).toEqual(ids);
	expect(results.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
	const sizes = await Promise.all(results.map(storedSize));
	expect(Math.min(...sizes)).toBeGreaterThan(0);
	expect(done.duration(WEBADMIT)).toBeLessThan(15_000);
	const calls = world.sandbox.requests.filter(({ origin }) => origin === 'api');
	expect(calls.length).toBeLessThan(80);
});
