import { fromList, webAdmit, workflow } from './support/workflows';
import { useWorld } from './support/world';

const world = useWorld();

const download = (exportId: number) => {
	const parameters = {
		resource: 'exportFile',
		operation: 'runAndDownload',
		userIdentityId: fromList(37442),
		exportId: fromList(exportId),
		options: { pollInterval: 1 },
	};
	return workflow(webAdmit(world.credential, parameters));
};

test('an execution whose time is over stops waiting at once: nothing is asked afterwards', async () => {
	const { n8n, sandbox } = world;
	const endless = sandbox.addExport({ runSeconds: 600 });
	const short = sandbox.addExport({ runSeconds: 4 });
	const asked = () =>
		sandbox.requests.filter(({ path }) => path.includes(`/exports/${endless.id}/`));

	const { nodes, connections, name } = download(endless.id);
	const settings = { executionOrder: 'v1' as const, executionTimeout: 3 };
	const timedOut = await n8n.runOnce({ name, nodes, connections, settings });
	const before = asked().length;
	// One that goes through several rounds of questions.
	const other = await n8n.runOnce(download(short.id));

	expect(timedOut.status).toBe('canceled');
	expect(before).toBeGreaterThan(1);
	expect(other.status).toBe('success');
	expect(asked()).toHaveLength(before);
});
