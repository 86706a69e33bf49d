import type { INodeParameters } from 'n8n-workflow';
import { byId, useEngine } from './harness';

const engine = useEngine({ runSeconds: 0 });

const IDENTITY = byId(37442);
const EXPORT = byId(86446);
const RUN_AND_DOWNLOAD: INodeParameters = {
	operation: 'runAndDownload',
	userIdentityId: IDENTITY,
	exportId: EXPORT,
};
const DOWNLOAD: INodeParameters = {
	operation: 'download',
	exportId: EXPORT,
	exportFileId: byId(74771),
};
const WAIT_HERE: INodeParameters = {
	operation: 'initiateRun',
	completion: 'poll',
	userIdentityId: IDENTITY,
	exportId: EXPORT,
};
const LIST_RECENT: INodeParameters = { operation: 'listRecent', userIdentityId: IDENTITY };

/** What expressions come up with where a number is expected. */
const NO_NUMBERS = [
	'={{ null }}',
	'={{ NaN }}',
	'={{ Infinity }}',
	'={{ [] }}',
	'={{ [60] }}',
	'={{ ({}) }}',
	'={{ true }}',
	'={{ 1e30 }}',
	'={{ -1 }}',
	'={{ "" }}',
	'={{ "  " }}',
	'={{ "a while" }}',
	'={{ "1; DROP TABLE runs" }}',
	'={{ "https://evil.example" }}',
];

/** What they come up with where a text is expected. */
const NO_TEXTS = [
	'={{ NaN }}',
	'={{ [] }}',
	'={{ ["a"] }}',
	'={{ ({ a: 1 }) }}',
	'={{ true }}',
	'={{ 1e30 }}',
	'={{ -1 }}',
];

/** The error of a node that has sent nothing. */
const refusalOf = async (parameters: INodeParameters) => {
	const { error, items } = await engine.runNode({ parameters });
	expect(items).toEqual([]);
	expect(engine.requests()).toEqual([]);
	return error;
};

describe.each([
	['Run and Download', RUN_AND_DOWNLOAD],
	['Download', { ...DOWNLOAD, waitUntilReady: true }],
	['Initiate Run', WAIT_HERE],
])('the times of %s', (_, parameters) => {
	describe.each([
		['pollInterval', "'Poll Interval' must be a number of seconds from 1 to 1000000"],
		['maxWait', "'Max Wait' must be a number of minutes from 0 to 1000000"],
	])('%s', (option, message) => {
		it.each(NO_NUMBERS)('cannot be %s', async (value) => {
			const error = await refusalOf({ ...parameters, options: { [option]: value } });

			expect(error?.message).toContain(message);
			expect(error?.message).toContain('[Item 0]');
		});
	});

	it('are the usual ones where an expression gives nothing, and can be numbers as text', async () => {
		const { error, items } = await engine.runNode({
			parameters: {
				...parameters,
				options: { pollInterval: '={{ $json.missing }}', maxWait: '={{ " 5 " }}' },
			},
		});

		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ status: 'available' });
	});
});

describe.each([
	['List Recent', LIST_RECENT],
	['Export: Get Many', { resource: 'export', operation: 'getMany' }],
	['User Identity: Get Many', { resource: 'userIdentity', operation: 'getMany' }],
])('the limit of %s', (_, parameters) => {
	it.each([...NO_NUMBERS, '={{ undefined }}', '={{ 0 }}', '={{ 1.5 }}', '={{ "1e2" }}'])(
		'cannot be %s',
		async (limit) => {
			const error = await refusalOf({ ...parameters, limit });

			expect(error?.message).toContain("'Limit' must be a positive whole number");
			expect(error?.description).toContain("'Return All'");
		},
	);
});

describe('the callback URL', () => {
	it.each([
		...NO_TEXTS,
		'={{ undefined }}',
		'={{ null }}',
		'={{ "some text" }}',
		'={{ "1 OR 1=1" }}',
		'={{ "javascript:alert(1)" }}',
		'={{ "file:///etc/passwd" }}',
		'={{ "//evil.example/a" }}',
		'={{ ["https://n8n.example.edu/webhook/a"] }}',
	])('cannot be %s', async (callbackUrl) => {
		const error = await refusalOf({ ...WAIT_HERE, completion: 'url', callbackUrl });

		expect(error?.message).toContain("'Callback URL' must be a URL");
	});

	it('cannot add anything to the request but itself', async () => {
		const callbackUrl = 'https://n8n.example.edu/a?b=1&key=2#c&user_identity_id=1';

		await engine.runNode({ parameters: { ...WAIT_HERE, completion: 'url', callbackUrl } });

		const post = engine.sandbox.requests.find(({ method }) => method === 'POST');
		expect(post?.path).toBe('/api/v1/user_identities/37442/exports/86446/export_files');
		expect(post?.query).toEqual({ callback: callbackUrl });
	});
});

describe.each([
	['Run and Download', RUN_AND_DOWNLOAD],
	['Download', DOWNLOAD],
])('the names of %s', (_, parameters) => {
	it.each([...NO_TEXTS, '={{ "../" }}', '={{ "\\u0000" }}', '={{ " \\n " }}'])(
		'the file cannot be called %s',
		async (fileName) => {
			const error = await refusalOf({ ...parameters, options: { fileName } });

			expect(error?.message).toContain("'File Name' must be a name for a file");
		},
	);

	it.each([...NO_TEXTS, '={{ undefined }}', '={{ null }}', '={{ "" }}', '={{ " " }}'])(
		'the field of the file cannot be called %s',
		async (binaryPropertyName) => {
			const error = await refusalOf({ ...parameters, binaryPropertyName });

			expect(error?.message).toContain("'Put Output File in Field'");
		},
	);

	it.each(['={{ undefined }}', '={{ null }}', '={{ "" }}'])(
		'the file is called as the host says where the wanted name is %s',
		async (fileName) => {
			const { file } = await engine.runNode({
				parameters: { ...parameters, options: { fileName } },
			});

			expect(file(0).fileName).toBe('Nightly-Applicants.csv');
		},
	);
});

describe('the filters of List Recent', () => {
	it.each([
		...['={{ undefined }}', '={{ null }}', '={{ $json.missing }}'],
		...['={{ NaN }}', '={{ 1e30 }}', '={{ -1 }}', '={{ true }}', '={{ ({ a: 1 }) }}'],
	])('no status is %s', async (statuses) => {
		for (const written of [statuses, [statuses]]) {
			const error = await refusalOf({ ...LIST_RECENT, filters: { statuses: written } });

			expect(error?.message).toContain("'Statuses'");
		}
	});

	it.each<INodeParameters>([{ statuses: [] }, { statuses: '' }, { exportId: byId('') }])(
		'are none where they are left empty: %j',
		async (filters) => {
			const { items } = await engine.runNode({ parameters: { ...LIST_RECENT, filters } });

			expect(items).toHaveLength(6);
		},
	);

	it.each(['={{ "1 OR 1=1" }}', '={{ ["https://evil.example"] }}', '={{ "a; drop table" }}'])(
		'cannot be %s',
		async (statuses) => {
			const error = await refusalOf({ ...LIST_RECENT, filters: { statuses } });

			expect(error?.message).toContain("'Statuses' must be a list of statuses, but it is");
		},
	);

	it('find nothing with a status that no run has', async () => {
		const { items, error } = await engine.runNode({
			parameters: { ...LIST_RECENT, filters: { statuses: '={{ "some new status" }}' } },
		});

		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});
});

describe.each([
	['Download', DOWNLOAD],
	['Run and Download', RUN_AND_DOWNLOAD],
])("'Text Encoding' of %s", (_, parameters) => {
	it.each(['UTF-8', 'utf16', '', ' ', 'Utf8', 1, true, null, [], ['utf8'], { a: 1 }])(
		'cannot be %j',
		async (textEncoding) => {
			const { error, items } = await engine.runNode({
				parameters: { ...parameters, textEncoding: '={{ $json.textEncoding }}' },
				items: [{ textEncoding }],
			});

			expect(error?.message).toContain(
				"'Text Encoding' must be one of utf8, utf8Bom, original, but it is",
			);
			expect(items).toEqual([]);
			expect(engine.requests()).toEqual([]);
		},
	);
});

const NO_BOOLEANS = ['={{ "yes" }}', '={{ 1 }}', '={{ [] }}', '={{ NaN }}', '={{ "https://a.b" }}'];

describe.each<[string, INodeParameters, (value: string) => INodeParameters]>([
	['Return All', LIST_RECENT, (returnAll) => ({ returnAll })],
	['Wait Until Ready', DOWNLOAD, (waitUntilReady) => ({ waitUntilReady })],
	[
		'Include Download URL',
		{ ...DOWNLOAD, operation: 'getStatus' },
		(includeDownloadUrl) => ({ options: { includeDownloadUrl } }),
	],
])("the switch '%s'", (label, parameters, set) => {
	it.each(NO_BOOLEANS)('cannot be %s', async (value) => {
		const error = await refusalOf({ ...parameters, ...set(value) });

		expect(error?.message).toContain(`'${label}' must be true or false, but it is`);
		expect(error?.message).toContain('[Item 0]');
	});

	it.each(['={{ "false" }}', '={{ null }}', '={{ undefined }}'])(
		'is off with %s',
		async (value) => {
			const { error } = await engine.runNode({ parameters: { ...parameters, ...set(value) } });

			expect(error).toBeUndefined();
		},
	);
});

describe('the choice of what happens when the run finishes', () => {
	// Fixed text would be refused by n8n itself: what comes out of data is what n8n lets through.
	it.each([null, NaN, true, -1, 1e30, '', 'Poll', 'https://evil.example', ['poll'], { a: 1 }])(
		'cannot be %j',
		async (completion) => {
			const { error, items } = await engine.runNode({
				parameters: {
					...WAIT_HERE,
					completion: '={{ $json.completion }}',
					// While nobody knows what the choice will be, n8n wants everything that it may need.
					callbackUrl: 'https://n8n.example.edu/webhook/a',
				},
				items: [{ completion }],
			});

			expect(error?.message).toContain("'When the Run Finishes' must be one of");
			expect(items).toEqual([]);
			expect(engine.requests()).toEqual([]);
		},
	);
});
