import type { IDataObject } from 'n8n-workflow';
import { kindsIn } from '../support/kinds';
import { useEngine } from './harness';

const engine = useEngine({ runSeconds: 60 });
const kinds = kindsIn(engine);

/** Where n8n is, as WebAdMIT sees it. */
const ORIGIN = 'https://n8n.example.edu';
const urlOf = (name: string) => `${ORIGIN}/webhook/${name}/webadmit`;

describe.each(kinds)('of several triggers in a workflow, the $run of a $source calls', (given) => {
	const [nightly, roster, review] = given.sources;
	const [other] = kinds.filter(({ kind }) => kind !== given.kind).map(({ kind }) => kind);

	const start = async (sourceId: number, triggers: IDataObject) => {
		const { error } = await engine.runNode({
			parameters: {
				...given.parameters,
				...given.chosen(sourceId),
				operation: 'initiateRun',
				completion: 'trigger',
			},
			staticData: { global: { webAdmitTriggers: triggers } },
			server: { webhookWaitingBaseUrl: `${ORIGIN}/webhook-waiting` },
		});
		const post = engine.sandbox.requests.find(({ method }) => method === 'POST');
		return { sent: post && { query: post.query, body: JSON.parse(post.body) as unknown }, error };
	};

	const active = (
		name: string,
		sourceIds: number[],
		byNodes = true,
		kind: string = given.kind,
	) => ({
		url: urlOf(name),
		filter: { kind, byNodes, sourceIds },
	});

	it.each([
		['the one that names it', [active('other', [roster]), active('right', [nightly, review])]],
		['one that takes all', [active('other', [roster]), active('right', [])]],
		['one that names it first', [active('other', []), active('right', [nightly])]],
		[
			'one for what other nodes start first',
			[active('other', [nightly], false), active('right', [])],
		],
		['one that starts it itself', [active('other', [roster]), active('right', [nightly], false)]],
		['none of another kind', [active('other', [nightly], true, other), active('right', [])]],
		[
			'none of a kind that is not known',
			[active('other', [], true, 'report'), active('right', [])],
		],
	])('%s', async (_, [a, b]) => {
		const { sent, error } = await start(nightly, { a, b });

		expect(error).toBeUndefined();
		expect(sent).toEqual(given.sent(nightly, urlOf('right')));
	});

	it('none when none takes it: it says so, and starts nothing', async () => {
		const { sent, error } = await start(nightly, {
			a: active('a', [roster]),
			b: active('b', [review], false),
			c: active('c', [], true, other),
		});

		expect(error?.message).toBe(
			`No active WebAdMIT Trigger of this workflow takes ${given.runs} of ${given.source} ${nightly}`,
		);
		expect(error?.description).toContain(
			`Add ${nightly} to '${given.sourceIdsLabel}' of a WebAdMIT Trigger`,
		);
		expect(error?.description).toContain(`'Resource' set to '${given.displayName}'`);
		expect(sent).toBeUndefined();
	});
});
