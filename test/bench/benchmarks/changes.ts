import type { INode } from 'n8n-workflow';
import { node } from '../../e2e/callbacks/nodes';
import { byId, webAdmit } from '../../e2e/support/workflows';
import type { Benchmark } from '../benchmark';
import { apiCall, countedItems } from '../nodes';
import type { Row } from '../results';
import { type Stage, duration, fresh, runWell, workflowOf } from '../stage';
import { median, ratios } from '../statistics';
import { extraMemory } from './memory';

const IDENTITY = 37442;
const PROGRAM = 42023191739237;
const DECISION = 4691;

const ITEMS = 1_000;
const BATCH_SECONDS = 5;
/** For all of them, in seconds. */
const LONGEST = 20;
const MOST_CALLS = 12;
const ROUNDS = 5;

const MANY = 10_000;
/** Beyond what n8n itself takes for as many expressions and items, in MB. */
const MOST_MEMORY = 100;

/** Applicants of the sandbox; the first ten are left out, since some of those can't be decided on. */
const applicants = (count: number) =>
	countedItems(count, '{ casId: String(2015000001 + 37 * (i + 10)) }');

const setDecision = ({ credential }: Stage): INode =>
	webAdmit(credential, {
		resource: 'designation',
		operation: 'setDecision',
		userIdentityId: byId(IDENTITY),
		programId: byId(PROGRAM),
		casId: '={{ $json.casId }}',
		decisionId: byId(DECISION),
	});

function patches({ sandbox, credential }: Stage): INode {
	const url = `=${sandbox.apiUrl}/api/v1/user_identities/${IDENTITY}/programs/${PROGRAM}/applicants_by_cas_id/{{ $json.casId }}/designation`;
	const call = apiCall('Designations', credential, 'PATCH', url);
	const body = {
		sendBody: true,
		specifyBody: 'json',
		jsonBody: JSON.stringify({ designation: { decision_id: DECISION } }),
	};
	return { ...call, parameters: { ...call.parameters, ...body } };
}

async function speed(stage: Stage, tell: (text: string) => void): Promise<Row[]> {
	const { n8n, sandbox } = stage;
	const own = await n8n.createWorkflow(
		workflowOf(`Set ${ITEMS} decisions`, applicants(ITEMS), setDecision(stage)),
	);
	const peer = await n8n.createWorkflow(
		workflowOf(`HTTP Request, ${ITEMS} decisions`, applicants(ITEMS), patches(stage)),
	);
	const measured = async (workflowId: string) => {
		await sandbox.clearRequests();
		const seconds = duration(await runWell(stage, workflowId)) / 1000;
		return { seconds, calls: (await sandbox.requests()).length };
	};
	const ownRuns: Array<{ seconds: number; calls: number }> = [];
	const peerRuns: typeof ownRuns = [];
	for (let round = 0; round < ROUNDS; round++) {
		ownRuns.push(await measured(own.id));
		peerRuns.push(await measured(peer.id));
		tell(
			`${ITEMS} decisions: ${JSON.stringify(ownRuns.at(-1))}, HTTP Request ${JSON.stringify(peerRuns.at(-1))}`,
		);
	}
	const seconds = ownRuns.map((run) => run.seconds);
	const calls = ownRuns.map((run) => run.calls);
	const peerSeconds = peerRuns.map((run) => run.seconds);
	return [
		{
			what: `Time for ${ITEMS} decisions, of which WebAdMIT takes ${BATCH_SECONDS} s for a batch`,
			sides: [
				{ side: 'Set Decision', unit: 's', values: seconds },
				{ side: 'HTTP Request, a PATCH for each', unit: 's', values: peerSeconds },
			],
			ratio: { of: 'Set Decision / HTTP Request', values: ratios(seconds, peerSeconds) },
			bar: { text: `under ${LONGEST} s`, met: median(seconds) < LONGEST },
		},
		{
			what: 'Calls for them',
			sides: [
				{ side: 'Set Decision', unit: 'calls', values: calls },
				{
					side: 'HTTP Request, a PATCH for each',
					unit: 'calls',
					values: peerRuns.map((run) => run.calls),
				},
			],
			bar: { text: `at most ${MOST_CALLS}`, met: Math.max(...calls) <= MOST_CALLS },
		},
	];
}

async function memoryOf(stage: Stage, tell: (text: string) => void): Promise<Row> {
	const { n8n, sandbox } = stage;
	const own = await n8n.createWorkflow(
		workflowOf(`Set ${MANY} decisions`, applicants(MANY), setDecision(stage)),
	);
	const fields = node(
		'Edit Fields',
		'set',
		{ mode: 'raw', jsonOutput: `={{ { casId: $json.casId, decisionId: ${DECISION} } }}` },
		3.4,
	);
	const peer = await n8n.createWorkflow(
		workflowOf(`Edit Fields of ${MANY} items`, applicants(MANY), fields),
	);
	const extra: number[] = [];
	const without: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		without.push(await extraMemory(stage, async () => await runWell(stage, peer.id)));
		extra.push(await extraMemory(stage, async () => await runWell(stage, own.id)));
		await sandbox.clearRequests();
		tell(`memory: ${extra.at(-1)} MB, Edit Fields ${without.at(-1)} MB`);
	}
	return {
		what: `Memory for ${MANY} decisions`,
		sides: [
			{ side: 'Set Decision', unit: 'MB', values: extra },
			{ side: 'Edit Fields, for as many items', unit: 'MB', values: without },
		],
		bar: {
			text: `less than ${MOST_MEMORY} MB more than Edit Fields`,
			met: median(extra) - median(without) < MOST_MEMORY,
		},
	};
}

export const changes: Benchmark = {
	name: 'changes',
	title: 'Decisions of many applicants',
	about: `Set Decision for ${ITEMS} items against HTTP Request with a PATCH for each item. WebAdMIT takes ${BATCH_SECONDS} s for a batch, and answers a PATCH at once. The time is that of the whole execution. The sandbox counts the calls. The memory for ${MANY} items is that of n8n's processes. It is compared with the same workflow with n8n's Edit Fields instead of Set Decision. Edit Fields also evaluates an expression and stores an item for each item.`,
	async run(stage, tell) {
		const sandbox = await fresh(stage);
		await sandbox.configure({ changeSeconds: BATCH_SECONDS });
		await sandbox.fillProgram(PROGRAM, MANY + 10);
		const rows = await speed(stage, tell);
		return [...rows, await memoryOf(stage, tell)];
	},
};
