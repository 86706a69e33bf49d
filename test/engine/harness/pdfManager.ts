import type { INodeParameters } from 'n8n-workflow';
import { byId } from './locator';

export const IDENTITY = 37442;

/** Templates of the sandbox. */
export const TRANSCRIPTS = 8153;
export const TWO_ZIPS = 8160;
export const FOUR_ZIPS = 8167;
export const EMPTY = 8171;
export const BROKEN = 8174;
export const WITH_ERRORS = 8180;

export const BATCHES = `/api/v1/user_identities/${IDENTITY}/pdf_manager_batches`;
export const ZIPS = `/api/v1/user_identities/${IDENTITY}/pdf_manager_zip_files`;

/** In the sandbox, the id of a zip file begins with that of its batch. */
export const zipId = (batchId: number, number: number) => batchId * 100 + number - 1;

export const parametersOf = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'pdfManagerBatch',
	operation,
	userIdentityId: byId(IDENTITY),
	...more,
});

export const DOWNLOAD = parametersOf('download', { pdfManagerBatchId: byId('={{ $json.batch }}') });

/** What the node says of a batch. */
export const batchJson = (
	id: number,
	template: [id: number, name: string],
	[status, finished, downloadable]: [string, boolean, boolean] = ['available', true, true],
) => ({
	id,
	href: `${BATCHES}/${id}`,
	updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
	status,
	finished,
	downloadable,
	pdf_manager_template: { id: template[0], name: template[1] },
	user_identity_id: IDENTITY,
});
