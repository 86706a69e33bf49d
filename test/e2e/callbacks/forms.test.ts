import type { StoredWorkflow } from '../../n8n-server';
import { isN8n1 } from '../support/versions';
import { AFTER, NIGHTLY, ROSTER, type TriggerNode, after, byNodes, line } from './nodes';
import {
	callbackBody,
	executionsOf,
	followLog,
	givenBy,
	logged,
	productionUrl,
	useCallbacks,
} from './support';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

const { world, activate } = useCallbacks();

let node: TriggerNode;
let workflow: StoredWorkflow;
/** How many executions there were before the test. */
let before = 0;
let tests = 0;
/** Each test has a run of its own: the trigger takes only the first callback of each. */
let run: { id: number; exportId: number };

beforeAll(async () => {
	node = byNodes(world.credential);
	workflow = await activate(line(node, after()));
});

beforeEach(async () => {
	run = world.sandbox.addFinishedRun({ id: 80_000 + tests++, exportId: NIGHTLY });
	before = (await executions()).length;
});

const executions = async () => await world.n8n.listExecutions({ workflowId: workflow.id });

interface Sent {
	body: string | Uint8Array<ArrayBuffer>;
	/** Default: the form's; `null` for none. */
	type?: string | null;
}

async function send({ body, type = FORM }: Sent, to = node): Promise<Response> {
	return await fetch(productionUrl(world.n8n, to), {
		method: 'POST',
		headers: type === null ? {} : { 'content-type': type },
		// As bytes, since fetch would name a type for a text that has none.
		body: Buffer.from(body),
	});
}

const nested = (id: unknown, exportId: unknown, status: unknown): string =>
	JSON.stringify({ export_file: { id, export_id: exportId, status } });

const flat = (body: string): string =>
	JSON.stringify(Object.fromEntries(new URLSearchParams(body)));

/** What the log says of more than n8n reads (N8N_PAYLOAD_SIZE_MAX); n8n 1 does not name the reason. */
const tooLarge = (): string =>
	isN8n1(world.n8n) ? 'There was a problem executing the workflow' : 'request entity too large';

const huge = (megabytes: number): string =>
	`${callbackBody(run)}&more=${'x'.repeat(megabytes * 2 ** 20)}`;

describe('a callback starts the workflow, whatever its form:', () => {
	const forms: Record<string, () => Sent> = {
		'brackets as they are': () => ({ body: callbackBody(run) }),
		'brackets percent-encoded': () => ({
			body: callbackBody(run).replace(/\[/g, '%5B').replace(/]/g, '%5d'),
		}),
		'status in words': () => ({ body: callbackBody(run, 'Success+With+Errors') }),
		'status in snake case': () => ({ body: callbackBody(run, 'success_with_errors') }),
		'fields in another order, and more of them': () => ({
			body: `event=done&${callbackBody(run).split('&').reverse().join('&')}&export_file[new]=1`,
		}),
		'a charset in the content type': () => ({
			body: callbackBody(run),
			type: `${FORM}; charset=UTF-8`,
		}),
		'a content type in capitals': () => ({ body: callbackBody(run), type: FORM.toUpperCase() }),
		'JSON, nested, ids as numbers': () => ({
			body: nested(run.id, run.exportId, 'Available'),
			type: JSON_TYPE,
		}),
		'JSON, nested, ids as text, with a charset': () => ({
			body: nested(String(run.id), String(run.exportId), 'available'),
			type: `${JSON_TYPE}; charset=utf-8`,
		}),
		'JSON, flat': () => ({ body: flat(callbackBody(run)), type: JSON_TYPE }),
		'a form that claims to be text': () => ({ body: callbackBody(run), type: 'text/plain' }),
		'a form of no type': () => ({ body: callbackBody(run), type: null }),
		'JSON of an unknown type': () => ({
			body: nested(run.id, run.exportId, 'Available'),
			type: 'application/octet-stream',
		}),
		'with 8 kB of something else': () => ({
			body: `${callbackBody(run)}&more=${'x'.repeat(8_192)}`,
		}),
	};

	test.each(Object.keys(forms))('%s', async (form) => {
		const sent = forms[form]?.() ?? { body: '' };

		const { status } = await send(sent);
		expect(status).toBe(200);
		const runs = await executionsOf(world.n8n, workflow.id, before + 1);

		expect(runs).toHaveLength(before + 1);
		expect(givenBy(runs, AFTER).at(-1)).toMatchObject({ id: run.id, status: 'available' });
	});
});

test('a trigger that was added with an earlier version of this package is called back too', async () => {
	const older = { ...byNodes(world.credential), typeVersion: 1 };
	const { id } = await activate(line(older, after()));

	const { status } = await send({ body: callbackBody(run) }, older);

	expect(status).toBe(200);
	const runs = await executionsOf(world.n8n, id, 1);
	expect(givenBy(runs, AFTER)).toMatchObject([{ id: run.id, status: 'available' }]);
});

describe('what is no callback is answered, starts nothing, and the log says why:', () => {
	interface Refused extends Sent {
		/** Default: that of what is no callback. */
		status?: number;
		reason?: string | RegExp;
	}

	const refused: Record<string, () => Refused> = {
		'an empty body': () => ({ body: '' }),
		'an empty body of no type': () => ({ body: '', type: null }),
		'something else': () => ({ body: 'hello' }),
		bytes: () => ({ body: Uint8Array.from({ length: 4_096 }, (_, at) => at % 256) }),
		'the form of something else': () => ({ body: 'pdf_manager_batch[id]=1&status=x' }),
		'no status': () => ({ body: callbackBody(run, '') }),
		'no export': () => ({ body: callbackBody(run).replace('export_id', 'x') }),
		'an id that is 0': () => ({ body: callbackBody({ ...run, id: 0 }) }),
		'a negative id': () => ({ body: callbackBody({ ...run, id: -run.id }) }),
		'an id with a fraction': () => ({ body: callbackBody({ ...run, id: run.id + 0.5 }) }),
		'an id that is a path': () => ({ body: callbackBody(run).replace('[id]=', '[id]=../') }),
		'an id beyond all numbers': () => ({ body: callbackBody({ ...run, id: 1e21 }) }),
		'everything twice': () => ({ body: `${callbackBody(run)}&${callbackBody(run)}` }),
		'JSON that is no object': () => ({ body: '[1, null]', type: JSON_TYPE }),
		'JSON that says null': () => ({ body: '{"export_file":null}', type: JSON_TYPE }),
		'JSON with lists as ids': () => ({ body: nested([run.id], {}, []), type: JSON_TYPE }),
		'broken JSON': () => ({
			body: '{"export_file":',
			type: JSON_TYPE,
			status: 422,
			reason: 'Failed to parse request body',
		}),
		// n8n's own reader stumbles over it, before the node is asked.
		'a charset that n8n does not know': () => ({
			body: callbackBody(run),
			type: `${FORM}; charset=ISO-8859-1`,
			status: 422,
			reason: 'Failed to parse request body',
		}),
		XML: () => ({ body: '<export_file><id>1</id></export_file>', type: 'text/xml' }),
		'1 MB with a callback in it': () => ({ body: huge(1) }),
		'a text of 1 MB': () => ({ body: huge(1), type: 'text/plain' }),
		// n8n knows no better status for it.
		'20 MB': () => ({ body: huge(20), status: 500, reason: tooLarge() }),
		'20 MB of JSON': () => ({
			body: JSON.stringify(huge(20)),
			type: JSON_TYPE,
			status: 500,
			reason: tooLarge(),
		}),
		'a run that does not exist': () => ({
			body: callbackBody({ ...run, id: 99_999 }),
			status: 200,
			reason: 'run 99999 of export 86446: WebAdMIT does not know it',
		}),
		'an export that does not exist': () => ({
			body: callbackBody({ ...run, exportId: 999 }),
			status: 200,
			reason: 'of export 999: WebAdMIT does not know it',
		}),
		'a run of another export': () => ({
			body: callbackBody({ ...run, exportId: ROSTER }),
			status: 200,
			reason: 'of export 86449: WebAdMIT does not know it',
		}),
	};

	test.each(Object.keys(refused))('%s', async (what) => {
		const sent = refused[what]?.() ?? { body: '' };
		const {
			status = 400,
			reason = "A callback was ignored: it is not for the resource 'Export File'",
		} = sent;
		const log = followLog(world.server.logFile);

		const answer = await send(sent);
		await logged(log, reason);

		expect(answer.status).toBe(status);
		expect(await executions()).toHaveLength(before);
	});

	test('a call with another method', async () => {
		const answer = await fetch(productionUrl(world.n8n, node));

		expect(answer.status).toBe(404);
		expect(await executions()).toHaveLength(before);
	});
});
