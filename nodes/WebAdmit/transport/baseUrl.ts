import { ExplainedError } from '../errors';
import { isLoopback } from './hosts';

/** WebAdMIT's root URLs. The environment `custom` is for schools with an address of their own. */
const ROOT_URLS = new Map([
	['production', 'https://api.webadmit.org'],
	['prelaunch', 'https://prelaunch.webadmit.org'],
]);

const COPIED_ALONG = /(\/+api\/+v1(\/+(user_identities|exports)(\/.*)?)?)*\/*$/i;

/**
 * The root URL from the fields of the credential. It has no slash at the end. `/api/v1` and an endpoint after it are
 * removed, since people copy them along from WebAdMIT's documentation.
 *
 * @throws ExplainedError if it is not a URL, or the API key would be sent unencrypted. Only https is allowed, and http
 *   to a loopback host, where nothing leaves the machine.
 */
export function resolveBaseUrl(environment: unknown, baseUrl: unknown): string {
	const rootUrl = ROOT_URLS.get(
		typeof environment === 'string' && environment !== '' ? environment : 'production',
	);
	if (rootUrl !== undefined) return rootUrl;

	const written = typeof baseUrl === 'string' ? baseUrl.trim() : '';
	if (!URL.canParse(written)) {
		throw new ExplainedError("The 'Base URL' of the WebAdMIT credential is not a URL", {
			description:
				"Open the credential and enter the address of your school's WebAdMIT, e.g. https://myschool.webadmit.org",
		});
	}

	const url = new URL(written);
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
		throw new ExplainedError("The 'Base URL' of the WebAdMIT credential must begin with https://", {
			description:
				'Your API key would travel unencrypted. Open the credential and write https:// (http:// is accepted only for a server on the same machine).',
		});
	}
	return `${url.origin}${url.pathname.replace(COPIED_ALONG, '')}`;
}
