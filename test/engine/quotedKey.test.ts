import { PAGES } from '../../nodes/WebAdmit/transport/refusals';
import { OPERATIONS } from './harness/operations';
import { useEngine } from './harness';

const engine = useEngine();

const { inARow } = PAGES;
beforeAll(() => {
	PAGES.inARow = 1;
});
afterAll(() => {
	PAGES.inARow = inARow;
});

/** Not hexadecimal: nobody can know it for a key by its look. And JSON may write it in several ways. */
const KEY = 'Zk3q/pR7w"Xy81-mN42';

const BODY = JSON.stringify({ message: `The key ${KEY} is not welcome`, more: [KEY] });

it.each(OPERATIONS.filter(({ name }) => !name.includes('waiting')))(
	'a key of any form is nowhere, though the answer quotes it: $name',
	async ({ parameters, items, isConfidential }) => {
		for (const [status, body] of [
			[200, BODY],
			[200, BODY.replaceAll('/', '\\/')],
			[403, BODY],
			[403, BODY.replaceAll('/', '\\/')],
			[200, `The key ${KEY} is not welcome`],
			[422, BODY],
		] as const) {
			engine.sandbox.clearFaults();
			engine.sandbox.addFault({ on: 'api', kind: { status, body } });

			const { run, error } = await engine.runNode({
				parameters,
				items,
				credentials: { ...engine.credentials, apiKey: KEY },
			});

			expect(error).toBeDefined();
			const isShown = !(isConfidential && status === 200);
			expect(JSON.stringify(run.data.resultData).includes('[hidden]')).toBe(isShown);
			expect(JSON.stringify(run.data.resultData)).not.toMatch(/pR7w/);
			expect(engine.log.join('\n')).not.toMatch(/pR7w/);
		}
	},
);
