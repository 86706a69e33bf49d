import type { INodeParameters, NodeParameterValueType } from 'n8n-workflow';
import { byId, useEngine } from './harness';
import { pollingTriggers } from './harness/pollingTrigger';
import { useTriggers } from './harness/webhooks';

const engine = useEngine({ runSeconds: 0 });
const pollingTrigger = pollingTriggers(engine);
const trigger = useTriggers(engine);

/** Starts a node with these parameters, and gives its error. */
type Start = (parameters: INodeParameters) => Promise<unknown>;

const execute: Start = async (parameters) => (await engine.runNode({ parameters })).error;
const activate: Start = async (parameters) => await failureOf(trigger(parameters).activate());
const poll: Start = async (parameters) => await failureOf(pollingTrigger(parameters).activate());

const failureOf = async (task: Promise<unknown>): Promise<unknown> =>
	await task.then(
		() => undefined,
		(error: unknown) => error,
	);

/** Expressions that give nothing; the first is one that nobody has written yet. */
const EMPTY = ['=', '={{ "" }}', '={{ " " }}', '={{ undefined }}', '={{ null }}', '={{ [] }}'];

const IDENTITY: INodeParameters = { userIdentityId: byId(37442) };
const RECENT: INodeParameters = { ...IDENTITY, operation: 'listRecent' };
const BATCHES: INodeParameters = {
	...IDENTITY,
	resource: 'pdfManagerBatch',
	operation: 'getMany',
};
const BY_NODES: INodeParameters = { registration: 'byNodes' };
const OF_BATCHES: INodeParameters = { resource: 'pdfManagerBatch' };

interface Filter {
	node: string;
	start: Start;
	label: string;
	/** The node's parameters with this for the filter. */
	having: (value: NodeParameterValueType) => INodeParameters;
	/** What the filter is when it is left empty by hand. */
	blank: NodeParameterValueType;
}

const locatorFilters: Filter[] = [
	{
		node: 'List Recent',
		start: execute,
		label: 'Export',
		having: (exportId) => ({ ...RECENT, filters: { exportId } }),
		blank: byId(''),
	},
	{
		node: 'Get Many of batches',
		start: execute,
		label: 'PDF Manager Template',
		having: (pdfManagerTemplateId) => ({ ...BATCHES, filters: { pdfManagerTemplateId } }),
		blank: byId(''),
	},
	{
		node: 'Get Many of exports',
		start: execute,
		label: 'User Identity',
		having: (userIdentityId) => ({ resource: 'export', operation: 'getMany', userIdentityId }),
		blank: byId(''),
	},
];

const statusFilters: Filter[] = [
	{
		node: 'List Recent',
		start: execute,
		label: 'Statuses',
		having: (statuses) => ({ ...RECENT, filters: { statuses } }),
		blank: [],
	},
	{
		node: 'Get Many of batches',
		start: execute,
		label: 'Statuses',
		having: (statuses) => ({ ...BATCHES, filters: { statuses } }),
		blank: [],
	},
];

const idFilters: Filter[] = [
	{ node: 'the trigger', start: activate, parameters: BY_NODES },
	{ node: 'the polling trigger', start: poll, parameters: IDENTITY },
].flatMap(({ node, start, parameters }) => [
	{
		node,
		start,
		label: 'Export IDs',
		having: (exportIds: NodeParameterValueType) => ({ ...parameters, options: { exportIds } }),
		blank: '',
	},
	{
		node,
		start,
		label: 'PDF Manager Template IDs',
		having: (pdfManagerTemplateIds: NodeParameterValueType) => ({
			...parameters,
			...OF_BATCHES,
			options: { pdfManagerTemplateIds },
		}),
		blank: '',
	},
]);

const outcomes: Omit<Filter, 'blank'>[] = [
	{
		node: 'the trigger for runs of other nodes',
		start: activate,
		label: 'Statuses',
		having: (statuses) => ({ ...BY_NODES, statuses }),
	},
	{
		node: 'the trigger that starts a run',
		start: activate,
		label: 'Statuses',
		having: (statuses) => ({ ...IDENTITY, exportId: byId(86446), statuses }),
	},
	{
		node: 'the polling trigger',
		start: poll,
		label: 'Statuses',
		having: (statuses) => ({ ...IDENTITY, statuses }),
	},
];

const refusal = (label: string) => ({
	message: expect.stringContaining(`The expression of '${label}' gives nothing`) as string,
});

describe.each([...locatorFilters, ...statusFilters, ...idFilters, ...outcomes])(
	"'$label' of $node",
	({ start, label, having }) => {
		it.each(EMPTY)('is no filter by mistake where its expression is %s', async (expression) => {
			expect(await start(having(expression))).toMatchObject(refusal(label));
			expect(engine.requests()).toEqual([]);
		});
	},
);

describe.each(locatorFilters)("'$label' of $node", ({ start, label, having }) => {
	it.each(EMPTY)('is none either in its locator: %s', async (expression) => {
		expect(await start(having(byId(expression)))).toMatchObject(refusal(label));
		expect(engine.requests()).toEqual([]);
	});
});

describe.each([...statusFilters, ...outcomes])("'$label' of $node", ({ start, label, having }) => {
	it.each(EMPTY)('is none either as an entry of the list: %s', async (expression) => {
		expect(await start(having([expression]))).toMatchObject(refusal(label));
		expect(engine.requests()).toEqual([]);
	});

	it('is refused where its expression gives only commas', async () => {
		expect(await start(having('={{ " , " }}'))).toMatchObject({
			message: expect.stringContaining("'Statuses' must be a list of statuses") as string,
		});
		expect(engine.requests()).toEqual([]);
	});
});

describe.each([...locatorFilters, ...statusFilters, ...idFilters])(
	"'$label' of $node",
	({ start, having, blank }) => {
		it('filters nothing where it is left empty by hand', async () => {
			expect(await start(having(blank))).toBeUndefined();
		});
	},
);

describe.each(outcomes)("'$label' of $node", ({ start, having }) => {
	it('says that it is empty where it is left empty by hand', async () => {
		expect(await start(having([]))).toMatchObject({
			message: expect.stringContaining("'Statuses' is empty: no run would start") as string,
		});
		expect(engine.requests()).toEqual([]);
	});
});
