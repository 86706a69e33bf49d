import type { ApiRequest } from '../transport/apiRequest';
import type { Entry } from './read';
import { entryReader, readListUnder } from './read';

/** The templates that an identity can run: `{id, href, name, list_name, document_source_title}`. */
export async function listPdfManagerTemplates(
	request: ApiRequest,
	userIdentityId: number,
): Promise<Entry[]> {
	const path = ['user_identities', userIdentityId, 'pdf_manager_templates'];
	const answer = await request({ path });
	return readListUnder(answer, 'pdf_manager_templates', entryReader('a PDF Manager template'));
}
