import type { INodeParameters } from 'n8n-workflow';
import { EXTRACT, WEBADMIT, extractCsv, fromList, webAdmit, workflow } from './support/workflows';
import { useWorld } from './support/world';

const world = useWorld();

/** Runs the export and reads the rows of its file, with n8n's own node. */
async function readRows(options: INodeParameters, extractOptions: INodeParameters) {
	const parameters = {
		resource: 'exportFile',
		operation: 'runAndDownload',
		userIdentityId: fromList(37442),
		exportId: fromList(86446),
		options,
	};
	const done = await world.n8n.runOnce(
		workflow(webAdmit(world.credential, parameters), extractCsv(extractOptions)),
	);
	const file = done.items(WEBADMIT)[0]?.binary?.data;
	return { rows: done.items(EXTRACT).map(({ json }) => json), mimeType: file?.mimeType };
}

const FIRST_ROW = { cas_id: '2015000001', last_name: 'Müller', first_name: 'José' };

test('a file that was converted to UTF-8 is read as it is', async () => {
	const { rows } = await readRows({ convertToUtf8: true }, {});

	expect(rows).toHaveLength(40);
	expect(rows[0]).toMatchObject(FIRST_ROW);
	expect(rows[1]).toMatchObject({ first_name: 'Zoë' });
});

test('a file as WebAdMIT made it is read with the encoding Latin1', async () => {
	const { rows } = await readRows({}, { encoding: 'latin1' });

	expect(rows).toHaveLength(40);
	expect(rows[0]).toMatchObject(FIRST_ROW);
	expect(rows[1]).toMatchObject({ first_name: 'Zoë' });
});
