import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { INode, INodeParameters } from 'n8n-workflow';
import { after, byNodes, node } from '../../e2e/callbacks/nodes';
import { type ExecutionSummary, chain, waitFor } from '../../n8n-server';
import { readExecutionSummary } from '../../n8n-server/executions';
import { asArray, asRecord } from '../../n8n-server/json';
import type { Benchmark } from '../benchmark';
import { type Stage, fresh } from '../stage';
import { median, quantile, ratios } from '../statistics';

const EXPORT_ID = 86446;
const PAIRS = 5;
/** As many at once, by so many senders. */
const BURST = 200;
const SENDERS = 10;
/** As many one after the other, so far apart that none waits for another. */
const STEADY = 40;
const STEADY_MS = 250;

interface Receiver {
	side: string;
	workflowId: string;
	url: string;
	rates: number[];
	/** Milliseconds from callback to execution: of each round, the middle and the slowest but one in a hundred. */
	p50: number[];
	p99: number[];
}

async function listen(
	{ n8n }: Stage,
	side: string,
	url: string,
	...nodes: INode[]
): Promise<Receiver> {
	const { id } = await n8n.createWorkflow({
		name: `bench ${side}`,
		nodes,
		connections: chain(...nodes.map(({ name }) => name)),
		settings: { executionOrder: 'v1' },
	});
	await n8n.activate(id);
	return { side, workflowId: id, url, rates: [], p50: [], p99: [] };
}

/** Sends the callback of a finished run, and gives the time at which it did. */
async function callBack(url: string, id: number): Promise<number> {
	const body = `export_file[id]=${id}&export_file[export_id]=${EXPORT_ID}&export_file[status]=Available`;
	const sentAt = Date.now();
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		body,
	});
	await answer.arrayBuffer();
	if (!answer.ok) throw new Error(`A callback was answered ${answer.status}`);
	return sentAt;
}

/** The newest executions of a workflow, oldest first. n8n lists a hundred at a time. */
async function newestExecutions(
	{ n8n: { session } }: Stage,
	workflowId: string,
	count: number,
	afterId: number,
): Promise<ExecutionSummary[]> {
	const found: ExecutionSummary[] = [];
	for (let lastId = ''; found.length < count; ) {
		const query = new URLSearchParams({ filter: JSON.stringify({ workflowId }), limit: '100' });
		if (lastId !== '') query.set('lastId', lastId);
		const answer = asRecord(await session.request('GET', `/rest/executions?${query.toString()}`));
		const page = asArray(answer.results)
			.map(readExecutionSummary)
			.filter(({ id }) => Number(id) > afterId);
		found.push(...page);
		if (page.length < 100) break;
		lastId = page.at(-1)?.id ?? '';
	}
	return found.sort((a, b) => Number(a.id) - Number(b.id));
}

/** Sends a round and gives, in order, when each callback was sent, and when each execution started and ended. */
async function round(
	stage: Stage,
	{ workflowId, url }: Receiver,
	count: number,
	send: (url: string, ids: number[]) => Promise<number[]>,
): Promise<{ sent: number[]; started: number[]; ended: number[] }> {
	const ids: number[] = [];
	for (let run = 0; run < count; run++) {
		ids.push((await stage.sandbox.addFinishedRun({ exportId: EXPORT_ID })).id);
	}
	const [newest] = await newestExecutions(stage, workflowId, 1, 0).then((all) => all.slice(-1));
	const sent = await send(url, ids);
	const executions = await waitFor(
		async () => {
			const all = await newestExecutions(stage, workflowId, count, Number(newest?.id ?? 0));
			const hasEnded = all.every(({ status }) => status === 'success');
			return all.length >= count && hasEnded ? all : undefined;
		},
		{ what: `${count} executions`, timeoutMs: 60_000, everyMs: 500 },
	);
	const ascending = (a: number, b: number) => a - b;
	const times = (what: 'startedAt' | 'stoppedAt') =>
		executions.map((execution) => Date.parse(execution[what] ?? '')).sort(ascending);
	return { sent: sent.sort(ascending), started: times('startedAt'), ended: times('stoppedAt') };
}

async function burst(url: string, ids: number[]): Promise<number[]> {
	const left = [...ids];
	const sent: number[] = [];
	const sender = async () => {
		for (let id = left.pop(); id !== undefined; id = left.pop()) sent.push(await callBack(url, id));
	};
	await Promise.all(Array.from({ length: SENDERS }, sender));
	return sent;
}

async function steady(url: string, ids: number[]): Promise<number[]> {
	const sent: Array<Promise<number>> = [];
	for (const id of ids) {
		sent.push(callBack(url, id));
		await delay(STEADY_MS);
	}
	return await Promise.all(sent);
}

/** n8n's HTTP Request, which asks for the status of the run that a callback names. */
async function statusQuestion({ n8n, sandbox }: Stage): Promise<INode> {
	const { id, name } = await n8n.createCredential({
		name: 'Key of WebAdMIT',
		type: 'httpHeaderAuth',
		data: { name: 'x-api-key', value: sandbox.apiKey },
	});
	const field = (of: string) => `{{ $json.body['export_file[${of}]'] }}`;
	return {
		...node(
			'HTTP Request',
			'httpRequest',
			{
				url: `=${sandbox.apiUrl}/api/v1/exports/${field('export_id')}/export_files/${field('id')}`,
				authentication: 'genericCredentialType',
				genericAuthType: 'httpHeaderAuth',
				options: {},
			},
			4.2,
		),
		credentials: { httpHeaderAuth: { id, name } },
	};
}

export const trigger: Benchmark = {
	name: 'trigger',
	title: 'Callbacks that start executions',
	about: `With Verify off, the WebAdMIT Trigger is compared with n8n's Webhook node that answers at once. With Verify on, the trigger asks the API about each run. There it is compared with the same Webhook node, followed by an HTTP Request node with a Header Auth credential that asks the same. For each callback, n8n makes an isolated VM before it calls a trigger, because the trigger could have expressions. That takes about 20 ms of n8n's only thread. n8n doesn't do this for its own Webhook node, unless that node has an expression. So the Webhook node with an expression shows how much time the trigger itself takes. Throughput is measured with ${BURST} callbacks by ${SENDERS} senders, until the last execution has ended. The time to start is measured with ${STEADY} callbacks, ${1000 / STEADY_MS} a second.`,
	async run(stage, tell) {
		await fresh(stage);
		const { n8n, credential } = stage;
		const own = async (verify: boolean) => {
			const first = byNodes(credential, { options: { verify } });
			const url = `${n8n.session.url}/webhook/${first.webhookId}/webadmit`;
			const side = `WebAdMIT Trigger, Verify ${verify ? 'on' : 'off'}`;
			return await listen(stage, side, url, first, after());
		};
		const peerOf = async (side: string, options: INodeParameters, ...nodes: INode[]) => {
			const path = randomUUID();
			const webhook: INode = {
				...node('Webhook', 'webhook', { httpMethod: 'POST', path, options }, 2),
				webhookId: path,
			};
			const url = `${n8n.session.url}/webhook/${path}`;
			return await listen(stage, side, url, webhook, ...nodes);
		};
		const off = await own(false);
		const webhook = await peerOf('Webhook', {}, after());
		const expression = { noResponseBody: '={{ false }}' };
		const webhookInVm = await peerOf('Webhook with an expression', expression, after());
		const on = await own(true);
		const question = await statusQuestion(stage);
		const webhookAndQuestion = await peerOf('Webhook and HTTP Request', {}, question, after());
		const sides = [off, webhook, webhookInVm, on, webhookAndQuestion];

		// The first of each loads code.
		for (const side of sides) await round(stage, side, 20, burst);
		for (let pair = 1; pair <= PAIRS; pair++) {
			for (const side of sides) {
				const { sent, ended } = await round(stage, side, BURST, burst);
				const seconds = ((ended.at(-1) ?? 0) - (sent[0] ?? 0)) / 1000;
				side.rates.push(BURST / seconds);
				const calm = await round(stage, side, STEADY, steady);
				const times = calm.started.map((at, index) => at - (calm.sent[index] ?? 0));
				side.p50.push(quantile(times, 0.5));
				side.p99.push(quantile(times, 0.99));
				const [rate, p50, p99] = [side.rates, side.p50, side.p99].map((all) =>
					Math.round(all.at(-1) ?? 0),
				);
				tell(`round ${pair}, ${side.side}: ${rate}/s, p50 ${p50} ms, p99 ${p99} ms`);
			}
		}
		for (const { workflowId } of sides) await n8n.deactivate(workflowId);
		const measured = (unit: string, values: (side: Receiver) => number[], of = sides) =>
			of.map((side) => ({ side: side.side, unit, values: values(side) }));
		const rates = ({ rates: all }: Receiver) => all;
		const inVm = ratios(off.rates, webhookInVm.rates);
		const verified = ratios(on.rates, webhookAndQuestion.rates);
		return [
			{
				what: 'Throughput',
				sides: measured('a second', rates, [off, webhookInVm]),
				ratio: { of: 'Verify off / Webhook with an expression', values: inVm },
				bar: { text: 'at least 0.9', met: median(inVm) >= 0.9 },
			},
			{
				what: 'Throughput compared with a Webhook for which n8n makes no VM',
				sides: measured('a second', rates, [off, webhook]),
				ratio: { of: 'Verify off / Webhook', values: ratios(off.rates, webhook.rates) },
			},
			{
				what: 'Throughput when WebAdMIT is asked',
				sides: measured('a second', rates, [on, webhookAndQuestion]),
				ratio: { of: 'Verify on / Webhook and HTTP Request', values: verified },
				bar: { text: 'at least 0.6', met: median(verified) >= 0.6 },
			},
			{
				what: 'From callback to execution, p50',
				sides: measured('ms', ({ p50 }) => p50),
				ratio: {
					of: 'Verify off / Webhook with an expression',
					values: ratios(off.p50, webhookInVm.p50),
				},
			},
			{
				what: 'From callback to execution, p99',
				sides: measured('ms', ({ p99 }) => p99),
				ratio: {
					of: 'Verify off / Webhook with an expression',
					values: ratios(off.p99, webhookInVm.p99),
				},
			},
		];
	},
};
