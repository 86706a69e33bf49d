import { ExplainedError } from '../errors';
import type { ApiRequest } from '../transport/apiRequest';

/** How a PGP message begins (RFC 4880). */
const BEGINNING = '-----BEGIN PGP MESSAGE-----';

/**
 * The social security numbers of an identity's applicants as a PGP message, encrypted for the school's key.
 *
 * @throws ExplainedError if the answer is not a PGP message. The error never shows the answer, since it could hold the
 *   numbers.
 */
export async function getSocialSecurityNumbers(
	request: ApiRequest,
	userIdentityId: number,
): Promise<string> {
	const path = ['user_identities', userIdentityId, 'social_security_numbers'];
	const message = await request({ path, answer: 'text' });
	if (typeof message === 'string' && message.trimStart().startsWith(BEGINNING)) return message;
	throw new ExplainedError("WebAdMIT's answer is not a PGP message", {
		description:
			"What came instead is not shown, since it could hold social security numbers. Check 'Environment' and 'Base URL' in the credential, and ask your WebAdMIT administrator whether the PGP key of your school is set up.",
	});
}
