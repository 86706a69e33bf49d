/**
 * JSON Schemas for the input of the admin origin: one for each of the input types in types.ts, settings.ts, and
 * faults/types.ts. An unknown name is refused. Otherwise, a typo would look like a setting without effect.
 */
import {
	CHANGE_OUTCOMES,
	EXPORT_FORMATS,
	FIELD_TYPES,
	IDENTITY_TYPES,
	LIST_TYPES,
	MAX_ZIPS,
	OUTCOMES,
	SSN_STATES,
} from '../types';

type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const flag = { type: 'boolean' };
const id = { type: 'integer', minimum: 1 };
const count = { type: 'integer', minimum: 0 };
const amount = { type: 'number', minimum: 0 };
const textMap = { type: 'object', additionalProperties: text };

function orNull(schema: Schema): Schema {
	return { anyOf: [schema, { type: 'null' }] };
}

function object(properties: Schema, required: readonly string[] = []): Schema {
	return { type: 'object', properties, required, additionalProperties: false };
}

export const settingsSchema = object({
	runSeconds: amount,
	statusSpelling: { enum: ['documented', 'title', 'snake', 'mixed'] },
	urlLifetimeSeconds: count,
	rateLimit: object({ limit: count, perSeconds: { type: 'number', exclusiveMinimum: 0 } }, [
		'limit',
		'perSeconds',
	]),
	retryAfter: flag,
	latencyMs: amount,
	callbackDelivery: { enum: ['once', 'never', 'twice'] },
	callbackDelayMs: amount,
	callbackEncoding: { enum: ['raw', 'percent'] },
	callbackSource: { enum: ['either', 'query', 'body'] },
	allowHttpCallbacks: flag,
	anyCertificate: flag,
	zipNames: { enum: ['marked', 'unmarked'] },
	changeSeconds: amount,
	changeOutcome: { enum: CHANGE_OUTCOMES },
	maxChanges: count,
	statusWithErrors: { enum: ['success_with_errors', 'available'] },
	patchAnswer: { enum: ['top', 'wrapped'] },
	ignoreLocalStatus: flag,
	clearInBatches: flag,
	answerBatches: { enum: ['current', 'older'] },
	patchUnknownApplicant: { enum: [422, 404] },
	notFound: { enum: ['named', 'schema', 'generic'] },
});

export const identitySchema = object({
	id,
	type: { enum: IDENTITY_TYPES },
	association: orNull(text),
	institution: orNull(text),
	organization: orNull(text),
	cycle: orNull(text),
});

const outcome = { enum: OUTCOMES };

const sourceFacts = {
	id,
	name: text,
	identityIds: { type: 'array', items: id },
	runSeconds: orNull(amount),
	outcome,
};

export const exportSchema = object({
	...sourceFacts,
	list_type: { enum: LIST_TYPES },
	format: { enum: EXPORT_FORMATS },
	fileName: text,
	rows: count,
	bytes: orNull(count),
});

export const templateSchema = object({
	...sourceFacts,
	list_name: orNull(text),
	document_source_title: orNull(text),
	zips: { type: 'integer', minimum: 1, maximum: MAX_ZIPS },
	documents: { type: 'integer', minimum: 1 },
	bytes: orNull(count),
});

export const outcomeSchema = object({ outcome }, ['outcome']);

export const finishSchema = object({ outcome });

const jobFacts = { identityId: id, id, outcome, callbackUrl: orNull(text) };
const startFacts = { ...jobFacts, startedSecondsAgo: amount, runSeconds: amount };
const endFacts = { ...jobFacts, finishedSecondsAgo: amount };

export const runSchema = object({ exportId: id, ...startFacts }, ['exportId']);
export const finishedRunSchema = object({ exportId: id, ...endFacts }, ['exportId']);
export const batchSchema = object({ templateId: id, ...startFacts }, ['templateId']);
export const finishedBatchSchema = object({ templateId: id, ...endFacts }, ['templateId']);

const seenFacts = { id, identityIds: { type: 'array', items: id } };

export const organizationSchema = object({
	...seenFacts,
	name: orNull(text),
	cycle_name: orNull(text),
	association_name: orNull(text),
	cas3: flag,
	config_portal_identifier: text,
});
export const programSchema = object({
	...seenFacts,
	name: text,
	organization_name: orNull(text),
});
export const decisionSchema = object({ ...seenFacts, name: text });
export const customFieldSchema = object({
	id,
	programIds: { type: 'array', items: id },
	label: text,
	field_type: { enum: FIELD_TYPES },
	options: orNull({ type: 'array', items: text }),
});

const applicantFacts = {
	decisionId: orNull(id),
	localStatus: orNull(object({ id, title: text }, ['id', 'title'])),
	received: flag,
	answers: {
		type: 'object',
		additionalProperties: orNull({ anyOf: [text, { type: 'number' }, flag] }),
	},
};
export const applicantSchema = object({
	programId: id,
	casId: text,
	firstName: text,
	lastName: text,
	...applicantFacts,
});
export const applicantUpdateSchema = object(applicantFacts);
export const fillSchema = object({ count }, ['count']);
export const finishChangesSchema = object({ outcome: { enum: ['done', 'failed'] } });
export const ssnSchema = object({ state: { enum: SSN_STATES } }, ['state']);

export const callbackSchema = object({ url: text, body: text, headers: textMap }, ['url', 'body']);

export const clockSchema = object({ advanceMs: { type: 'number' } }, ['advanceMs']);

const status = { type: 'integer', minimum: 200, maximum: 599 };

const faultKinds: readonly Schema[] = [
	{
		enum: [
			'reset',
			'hang',
			'resetMid',
			'truncate',
			'stall',
			'zeroBytes',
			'moreBytes',
			'endless',
			'expiredUrl',
			'wrongSignature',
		],
	},
	object({ status, headers: textMap, body: {} }, ['status']),
	object({ redirect: text, status }, ['redirect']),
	object({ delayMs: amount }, ['delayMs']),
	object({ bytesPerSecond: { type: 'number', exclusiveMinimum: 0 } }, ['bytesPerSecond']),
	object({ headers: { type: 'object', additionalProperties: orNull(text) } }, ['headers']),
	object({ contentEncoding: { enum: ['gzip', 'deflate', 'br'] }, cut: flag }, ['contentEncoding']),
	object({ patch: { type: 'object' } }, ['patch']),
	object({ downloadUrl: text }, ['downloadUrl']),
];

export const faultSchema = object(
	{
		on: { enum: ['api', 'files'] },
		method: text,
		path: text,
		times: count,
		after: count,
		carriedOut: flag,
		kind: { anyOf: faultKinds },
	},
	['on', 'kind'],
);
