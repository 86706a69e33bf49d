import type { RecordedRequest } from '../sandbox';
import type { Answered, Kind, Night } from './record';
import { POLLING_HOST } from './stage';

/** What the requests to the sandbox show about a night. */
type Told = Pick<
	Night,
	'decisionTries' | 'starts' | 'answered' | 'polls' | 'lateRequests' | 'keyElsewhere'
>;

const isPoll = ({ headers }: RecordedRequest): boolean =>
	String(headers.host).startsWith(`${POLLING_HOST}:`);

/** What was asked about runs and answered with status 200. */
function answersIn(requests: RecordedRequest[]): Answered[] {
	return requests.flatMap(({ method, path, at, status, answeredAt }) => {
		if (method !== 'GET' || status !== 200 || answeredAt === null) return [];
		const [, list, id] = /\/(export_files|pdf_manager_batches)(?:\/(\d+))?$/.exec(path) ?? [];
		if (list === undefined) return [];
		const kind: Kind = list === 'export_files' ? 'exportFile' : 'pdfManagerBatch';
		return [{ kind, runId: id === undefined ? null : Number(id), at, answeredAt }];
	});
}

export const answersToPolls = (requests: RecordedRequest[]): Answered[] =>
	answersIn(requests.filter(isPoll));

export const answersToOthers = (requests: RecordedRequest[]): Answered[] =>
	answersIn(requests.filter((request) => !isPoll(request)));

/** @param quietFrom when everything had ended, in milliseconds since 1970. */
export function readRequests(requests: RecordedRequest[], apiKey: string, quietFrom: number): Told {
	return {
		decisionTries: requests.flatMap(({ method, path, at, status }) => {
			const [, casId] = /\/applicants_by_cas_id\/(\d+)\/designation$/.exec(path) ?? [];
			return method === 'PATCH' && casId !== undefined ? [{ casId, at, status }] : [];
		}),
		starts: requests.flatMap(({ method, path, body, status }) => {
			if (method !== 'POST') return [];
			if (path.startsWith('/api/v2/')) return [];
			const exportId = /\/exports\/(\d+)\/export_files$/.exec(path)?.[1];
			const templateId = /"pdf_manager_template_id":"?(\d+)/.exec(body)?.[1];
			const kind: Kind = exportId === undefined ? 'pdfManagerBatch' : 'exportFile';
			return [{ kind, sourceId: Number(exportId ?? templateId), status }];
		}),
		answered: answersToOthers(requests),
		polls: answersToPolls(requests).map(({ kind, at, answeredAt }) => ({ kind, at, answeredAt })),
		lateRequests: requests
			.filter(({ at }) => at > quietFrom)
			.map(({ method, path, at }) => ({ method, path, at })),
		keyElsewhere: requests
			.filter((one) => one.origin === 'files' && JSON.stringify(one).includes(apiKey))
			.map(({ method, path }) => `${method} ${path}`),
	};
}
