import { Random } from '../../chaos/random';
import { Troubles } from '../../chaos/troubles';
import { type Sandbox, startSandbox } from '../../sandbox';

let sandbox: Sandbox;
let troubles: Troubles;

beforeEach(async () => {
	sandbox = await startSandbox({ world: 'empty' });
	const stage = { sandbox, parts: [], publicUrl: '', falseCallbacks: [] };
	troubles = new Troubles(stage, new Random(1), () => []);
});

afterEach(async () => {
	await sandbox.close();
});

test('the end of a trouble does not end the next one with the same setting', async () => {
	const first = troubles.meet({ name: 'callbacksTwice', at: 0, forMs: 20 });
	const second = troubles.meet({ name: 'callbacksLost', at: 0, forMs: 200 });
	await first;

	expect(sandbox.settings.callbackDelivery).toBe('never');
	await second;
	expect(sandbox.settings.callbackDelivery).toBe('once');
});

test('of the faults, only those count that a request has met', async () => {
	const kind = { status: 503 };
	await troubles.meet({ name: 'serverError', at: 0, fault: { on: 'api', kind, times: 3 } });
	await troubles.meet({ name: 'fileHostError', at: 0, fault: { on: 'files', kind, times: 3 } });
	for (let call = 0; call < 2; call++) await fetch(`${sandbox.apiUrl}/api/v1/user_identities`);
	troubles.end();

	expect(troubles.counts.get('serverError')).toBe(2);
	expect(troubles.counts.get('fileHostError')).toBe(0);
	expect((await fetch(`${sandbox.apiUrl}/api/v1/user_identities`)).status).not.toBe(503);
});
