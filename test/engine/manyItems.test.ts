import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { byId, useEngine } from './harness';

const engine = useEngine({ rateLimit: { limit: 1_000_000, perSeconds: 3_600 } });

/** Sockets that this process has open: of the node, and of the sandbox that it talks to. */
const openSockets = () =>
	process.getActiveResourcesInfo().filter((resource) => /^TCP(Socket)?Wrap$/.test(resource)).length;

/** Memory that is really in use: what is waiting to be collected says nothing. */
function usedMemory(): number {
	setFlagsFromString('--expose-gc');
	runInNewContext('gc()');
	return process.memoryUsage().heapUsed;
}

describe('ten thousand items', () => {
	it('are dealt with over a few connections, the bad ones each with its own error', async () => {
		const count = 10_000;
		const bad = new Set([0, 4_999, 9_999]);
		const items = Array.from({ length: count }, (_, index) => ({
			id: bad.has(index) ? 'x' : 74771,
		}));
		let most = 0;
		const watch = setInterval(() => {
			most = Math.max(most, openSockets());
		}, 5);
		const warnings: string[] = [];
		const onWarning = ({ message }: Error) => warnings.push(message);
		process.on('warning', onWarning);
		const before = usedMemory();
		const { items: results, error } = await engine.runNode({
			parameters: {
				operation: 'getStatus',
				exportId: byId(86446),
				exportFileId: byId('={{ $json.id }}'),
			},
			items,
			onError: 'continueRegularOutput',
		});
		clearInterval(watch);
		process.off('warning', onWarning);

		expect(error).toBeUndefined();
		expect(results).toHaveLength(count);
		for (const [index, { json, pairedItem }] of results.entries()) {
			expect(pairedItem).toEqual({ item: index });
			if (bad.has(index)) expect(json.error).toContain(`[Item ${index}]`);
			else expect(json.id).toBe(74771);
		}
		// Node.js would write one of too many listeners into n8n's log.
		expect(warnings).toEqual([]);
		// 20 calls at a time, each with a socket at either end, and the listening ones.
		expect(most).toBeLessThan(60);
		// The sandbox and the log, which are in this process too, remember every call.
		engine.sandbox.clearRequests();
		engine.log.length = 0;
		expect(usedMemory() - before).toBeLessThan(300 * 1024 ** 2);
	}, 120_000);
});
