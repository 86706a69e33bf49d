import type { INodeParameters } from 'n8n-workflow';
import type { FaultKind } from '../sandbox';
import { EXTRACT, extractCsv, fromList, webAdmit, workflow } from './support/workflows';
import { useWorld } from './support/world';

const world = useWorld({}, 'test');

/** Runs the export and reads the rows of its file, with n8n's own node. */
async function readRows(more: INodeParameters, extractOptions: INodeParameters) {
	const parameters = {
		resource: 'exportFile',
		operation: 'runAndDownload',
		userIdentityId: fromList(37442),
		exportId: fromList(86446),
		...more,
	};
	const done = await world.n8n.runOnce(
		workflow(webAdmit(world.credential, parameters), extractCsv(extractOptions)),
	);
	expect(done.error).toBeUndefined();
	return done.items(EXTRACT).map(({ json }) => json);
}

function expectApplicants(rows: unknown[]) {
	expect(rows).toHaveLength(40);
	expect(rows[0]).toMatchObject({
		cas_id: '2015000001',
		last_name: 'Müller',
		first_name: 'José',
	});
	expect(rows[1]).toMatchObject({ first_name: 'Zoë' });
}

test('with nothing chosen, the names are right', async () => {
	expectApplicants(await readRows({}, {}));
});

test('a file for Excel is read without its mark', async () => {
	expectApplicants(await readRows({ textEncoding: 'utf8Bom' }, { enableBOM: true }));
});

test('a file as WebAdMIT made it is read with the encoding Latin1', async () => {
	expectApplicants(await readRows({ textEncoding: 'original' }, { encoding: 'latin1' }));
});

test.each<FaultKind>([
	{ contentEncoding: 'gzip' },
	{ contentEncoding: 'deflate' },
	{ contentEncoding: 'br' },
])('a file that its host has compressed is read as any other: %j', async (kind) => {
	world.sandbox.addFault({ on: 'files', kind });

	expectApplicants(await readRows({}, {}));
});

test.each<FaultKind>(['truncate', { contentEncoding: 'gzip', cut: true }])(
	'a file that was cut off is got anew: %j',
	async (kind) => {
		world.sandbox.addFault({ on: 'files', kind, times: 1 });

		expectApplicants(await readRows({}, {}));
		expect(world.sandbox.requests.filter(({ origin }) => origin === 'files')).toHaveLength(2);
	},
);
