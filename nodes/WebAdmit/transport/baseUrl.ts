import { ExplainedError } from '../errors';
import { isLoopback } from './hosts';

/** WebAdMIT's root URLs. A school can have its own, which is what the environment `custom` is for. */
const ROOT_URLS = new Map([
	['production', 'https://api.webadmit.org'],
	['prelaunch', 'https://prelaunch.webadmit.org'],
]);

const COPIED_ALONG = /(\/+api\/+v1(\/+(user_identities|exports)(\/.*)?)?)*\/*$/i;

/**
 * The root URL that the credential's fields say, without a slash at the end, and without `/api/v1` and an endpoint
 * behind it: people copy these along from WebAdMIT's documentation.
 *
 * @throws ExplainedError when it is no URL, or when the API key would travel unencrypted: only https is allowed, and
 *   http on a loopback host, where nothing leaves the machine.
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
