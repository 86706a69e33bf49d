import type { IDataObject } from 'n8n-workflow';
import { byId, useEngine } from './harness';

const engine = useEngine({ runSeconds: 60 });

const start = async (exportId: number, triggers: IDataObject) => {
	const { error } = await engine.runNode({
		parameters: {
			operation: 'initiateRun',
			userIdentityId: byId(37442),
			exportId: byId(exportId),
			completion: 'trigger',
		},
		staticData: { global: { webAdmitTriggers: triggers } },
	});
	const post = engine.sandbox.requests.find(({ method }) => method === 'POST');
	return { called: post?.query.callback, error };
};

const urlOf = (name: string) => `http://localhost:5678/webhook/${name}/webadmit`;

const active = (name: string, sourceIds: number[], byNodes = true) => ({
	url: urlOf(name),
	filter: { kind: 'exportFile', byNodes, sourceIds },
});

describe('of several triggers in a workflow, a run calls the one that takes it:', () => {
	const [nightly, roster] = [86446, 86449];

	it.each([
		['by its filter', [active('other', [roster]), active('right', [nightly, 86451])]],
		['one without a filter', [active('other', [roster]), active('right', [])]],
		['one that names the export first', [active('other', []), active('right', [nightly])]],
		['one for runs of other nodes first', [active('other', [nightly], false), active('right', [])]],
		[
			'one that starts such runs itself',
			[active('other', [roster]), active('right', [nightly], false)],
		],
		[
			'none of a kind that is not known',
			[
				{ url: urlOf('other'), filter: { kind: 'report', byNodes: true, sourceIds: [] } },
				active('right', []),
			],
		],
	])('%s', async (_, [a, b]) => {
		const { called, error } = await start(nightly, { a, b });

		expect(error).toBeUndefined();
		expect(called).toBe(urlOf('right'));
	});

	it('says so when none takes it, and starts nothing', async () => {
		const { called, error } = await start(nightly, {
			a: active('a', [roster]),
			b: active('b', [86451], false),
		});

		expect(error?.message).toBe(
			'No active WebAdMIT Trigger of this workflow takes runs of export 86446',
		);
		expect(error?.description).toContain("Add 86446 to 'Export IDs' of a WebAdMIT Trigger");
		expect(called).toBeUndefined();
	});
});
