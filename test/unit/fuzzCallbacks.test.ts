import fc from 'fast-check';
import { confirmCallback } from '../../nodes/WebAdmit/callbacks/confirm';
import { isRecord, parseJson } from '../../nodes/WebAdmit/json';
import { RUN_KINDS } from '../../nodes/WebAdmit/runs/kinds';
import { PERSISTENCE } from '../../nodes/WebAdmit/runs/persist';
import { NO_TIMEOUT, explained, fuzz, fuzzAsync, nearly } from './fuzz';

jest.setTimeout(NO_TIMEOUT);

const IDENTITY = 280464;

const [RUN, SOURCE, OTHER] = [7, 8, 9];

/** IDs of the run that calls back, of another one, and of the same one of another export or template. */
const IDS: Array<[id: number, sourceId: number]> = [
	[RUN, SOURCE],
	[OTHER, SOURCE],
	[RUN, OTHER],
];

const STATUSES = ['Available', 'in_progress', 'Success With Errors', 'failed', 'Waiting'];

const answersOf = <T>(answer: (id: number, sourceId: number, status: string) => T): T[] =>
	IDS.flatMap(([id, sourceId]) => STATUSES.map((status) => answer(id, sourceId, status)));

/** What WebAdMIT sends and answers, by the kind of run. */
const BODIES = {
	exportFile: {
		callbacks: [
			{ export_file: { id: `${RUN}`, export_id: `${SOURCE}`, status: 'Available' } },
			{
				'export_file[id]': `${RUN}`,
				'export_file[export_id]': `${SOURCE}`,
				'export_file[status]': 'Empty List',
			},
		],
		answers: answersOf((id, export_id, status) => ({
			export_files: { id, href: '/', export_id, status, download_url: 'https://a.example/' },
		})),
	},
	pdfManagerBatch: {
		callbacks: [batch(RUN, SOURCE, 'available')],
		answers: answersOf(batch),
	},
};

function batch(id: number, sourceId: number, state: string) {
	const href = `/api/v1/user_identities/${IDENTITY}/pdf_manager_batches/${id}`;
	const pdf_manager_template = { id: sourceId, name: 'Transcripts', href: '/' };
	return { pdf_manager_batch: { id, href, state, pdf_manager_template, download_hrefs: [] } };
}

/** A body in every form in which n8n may give it. */
const bodiesOf = (callbacks: unknown[]): fc.Arbitrary<unknown> =>
	fc.oneof(
		{ weight: 4, arbitrary: nearly(...callbacks).map(parseJson) },
		{ weight: 4, arbitrary: nearly(...callbacks) },
		{ weight: 3, arbitrary: nearly(...callbacks).map(asForm) },
		{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
		{ weight: 1, arbitrary: fc.anything({ withNullPrototype: true, withBigInt: true }) },
	);

/** JSON as a form: fields within fields are in brackets. */
function asForm(json: string): string {
	const fields = new URLSearchParams();
	const add = (name: string, value: unknown, depth: number) => {
		if (isRecord(value) && depth < 4) {
			for (const [key, inner] of Object.entries(value)) {
				add(name === '' ? key : `${name}[${key}]`, inner, depth + 1);
			}
		} else {
			fields.append(name, written(value));
		}
	};
	add('', parseJson(json), 0);
	return fields.toString();
}

describe.each(RUN_KINDS)('a callback of the kind $name', (kind) => {
	const { callbacks, answers } = BODIES[kind.name];

	const [wanted] = callbacks;

	it('is read as one, with sound IDs and without links, or not at all', () => {
		let read = 0;
		fuzz(
			bodiesOf(callbacks),
			(body) => {
				const callback = kind.readCallback(body);
				if (callback === undefined) return;
				read++;
				for (const id of [callback.id, callback.sourceId, callback.parentId]) {
					expect(Number.isSafeInteger(id) && id > 0).toBe(true);
				}
				expect(typeof callback.status).toBe('string');
				expect(callback.links).toEqual([]);
			},
			[wanted],
		);
		expect(read).toBeGreaterThan(0);
	});

	const { time } = PERSISTENCE;
	beforeEach(() => {
		// Asked once only.
		PERSISTENCE.time = 0;
		// So that no timer of a question outlives its input.
		jest.useFakeTimers({ doNotFake: ['performance'] });
	});
	afterEach(() => {
		PERSISTENCE.time = time;
		jest.useRealTimers();
	});

	it('starts nothing unless WebAdMIT says that this very run has finished', async () => {
		let started = 0;
		await fuzzAsync(
			fc.tuple(bodiesOf(callbacks), nearly(...answers)),
			async ([body, json]) => {
				const callback = kind.readCallback(body);
				if (callback === undefined) return;
				const request = async () => parseJson(json);
				const confirmed = confirmCallback(kind, request, callback).catch(explained);
				await jest.advanceTimersByTimeAsync(0);
				const run = await confirmed;
				jest.clearAllTimers();
				if (run === undefined) return;
				started++;
				const said = finished(json);
				expect([said.id, said.sourceId]).toEqual([String(callback.id), String(callback.sourceId)]);
				expect(said.isFinished).toBe(true);
				expect(kind.output(run)).not.toHaveProperty('download_url');
				expect(kind.output(run)).not.toHaveProperty('download_hrefs');
			},
			[[wanted, JSON.stringify(answers[0])]],
		);
		expect(started).toBeGreaterThan(0);
	});
});

/** A text or number as text; whatever else it is, something that no ID and no status is. */
const written = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : '?';

/** What an answer says of its run, read without the package. */
function finished(json: string): { id: string; sourceId: string; isFinished: boolean } {
	const answer = parseJson(json);
	const run = isRecord(answer) ? (answer.export_files ?? answer.pdf_manager_batch) : undefined;
	if (!isRecord(run)) return { id: '', sourceId: '', isFinished: false };
	const template = run.pdf_manager_template;
	const letters = written(run.status ?? run.state)
		.replace(/[^a-z]/gi, '')
		.toLowerCase();
	return {
		id: written(run.id),
		sourceId: written(isRecord(template) ? template.id : run.export_id),
		isFinished: ['available', 'successwitherrors', 'emptylist', 'failed'].includes(letters),
	};
}
