import { useEngine } from './harness';
import { call, useTriggers } from './harness/webhooks';

const engine = useEngine();
const trigger = useTriggers(engine);

/** Bytes of a body that is still read. */
const MOST = 200_000;

describe('the body of a callback', () => {
	it.each([
		[MOST, 200, 1],
		[MOST + 1, 400, 0],
	])('of %d bytes is answered with %d', async (length, status, started) => {
		const node = trigger({ registration: 'byNodes' });
		await node.activate();
		const { id } = engine.sandbox.addFinishedRun({ exportId: 86446 });
		const fields = `export_file[id]=${id}&export_file[export_id]=86446&export_file[status]=Available&x=`;

		expect(await call(node.url, fields.padEnd(length, 'x'))).toBe(status);
		await node.settled();

		expect(node.started).toHaveLength(started);
		expect(engine.requests()).toHaveLength(started);
	});
});
