import { fromList, WEBADMIT, webAdmit, workflow } from './support/workflows';
import { useWorld } from './support/world';

const world = useWorld();

/** Milliseconds. A proxy is restarted, a release is installed. */
const OUTAGE = 45_000;

const runAndDownload = (exportId: number) =>
	workflow(
		webAdmit(world.credential, {
			resource: 'exportFile',
			operation: 'runAndDownload',
			userIdentityId: fromList(37442),
			exportId: fromList(exportId),
		}),
	);

test('an outage of 45 seconds ends no run: not of the API, not of the file host, nor with a page of a proxy', async () => {
	const { n8n, sandbox } = world;
	const ids = [1, 2, 3].map(() => sandbox.addExport({ runSeconds: 2 }).id);
	const [refused, hidden] = ids;
	const question = { on: 'api' as const, method: 'GET' };
	const body = '<html>We will be back soon';
	sandbox.addFault({ ...question, path: `/exports/${refused}/`, kind: { status: 503 } });
	sandbox.addFault({ ...question, path: `/exports/${hidden}/`, kind: { status: 200, body } });
	sandbox.addFault({ on: 'files', kind: { status: 503 } });
	const began = Date.now();
	const end = setTimeout(() => {
		sandbox.clearFaults();
	}, OUTAGE);

	const running = ids.map(async (id) => await n8n.runOnce(runAndDownload(id), 150_000));
	const all = await Promise.all(running).finally(() => {
		clearTimeout(end);
	});

	for (const done of all) {
		expect(done.error?.message).toBeUndefined();
		expect(done.items(WEBADMIT)).toMatchObject([
			{ json: { status: 'available' }, binary: { data: {} } },
		]);
	}
	expect(Date.now() - began).toBeGreaterThanOrEqual(OUTAGE);
	for (const id of [refused, hidden]) {
		const questions = sandbox.requests.filter(
			({ path, answeredAt }) =>
				path.includes(`/exports/${id}/`) && (answeredAt ?? 0) < began + OUTAGE,
		);
		expect(questions.length).toBeGreaterThan(6);
	}
}, 180_000);
