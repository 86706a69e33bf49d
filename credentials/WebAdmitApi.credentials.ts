import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { ExplainedError } from '../nodes/WebAdmit/errors';
import { rememberKey } from '../nodes/WebAdmit/secrets';
import { resolveBaseUrl } from '../nodes/WebAdmit/transport/baseUrl';

export class WebAdmitApi implements ICredentialType {
	name = 'webAdmitApi';

	displayName = 'WebAdMIT API';

	icon: Icon = {
		light: 'file:../nodes/WebAdmit/webAdmit.svg',
		dark: 'file:../nodes/WebAdmit/webAdmit.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-webadmit/n8n-nodes-webadmit#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{
					name: 'Custom',
					value: 'custom',
					description: "Your school's own address, e.g. https://myschool.webadmit.org",
				},
				{
					name: 'Prelaunch',
					value: 'prelaunch',
					description: 'The test environment: prelaunch.webadmit.org',
				},
				{
					name: 'Production',
					value: 'production',
					description: 'The usual choice: api.webadmit.org',
				},
			],
			default: 'production',
			description: 'The WebAdMIT site that the API key belongs to',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.webadmit.org',
			placeholder: 'e.g. https://myschool.webadmit.org',
			displayOptions: { show: { environment: ['custom'] } },
			description:
				'The address of your WebAdMIT. It begins with https:// (http:// only for a server on the same machine).',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'In WebAdMIT: Account > Edit My Account > API Key',
			description:
				'The key of your account: 32 letters and digits. Your identity needs the "API Access" permission in WebAdMIT; ask your WebAdMIT administrator if you see no key.',
		},
	];

	/**
	 * Adds the root URL and the API key to a request. The key goes only to the origin of the root URL. A request to another
	 * host, e.g. from an HTTP Request node with this credential, throws an `ExplainedError`. Redirects are not followed.
	 */
	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		const baseUrl = resolveBaseUrl(credentials.environment, credentials.baseUrl);
		const url = urlOf(requestOptions);
		const target = new URL(URL.canParse(url) ? url : `${baseUrl}${url}`);
		if (target.origin !== new URL(baseUrl).origin) {
			throw new ExplainedError('The API key of WebAdMIT is not sent to another host', {
				description: `The WebAdMIT credential is for ${baseUrl}. Choose another credential for ${target.origin}.`,
			});
		}
		const apiKey = typeof credentials.apiKey === 'string' ? credentials.apiKey.trim() : '';
		rememberKey(apiKey);
		return {
			...requestOptions,
			baseURL: undefined,
			url: target.href,
			// Both options turn redirects off. Which one counts depends on the n8n helper that the node uses.
			disableFollowRedirect: true,
			maxRedirects: 0,
			headers: { ...requestOptions.headers, 'x-api-key': apiKey },
		};
	};

	test: ICredentialTestRequest = {
		request: { url: '/api/v1/user_identities', disableFollowRedirect: true },
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'WebAdMIT refused the API key. Copy it again from WebAdMIT (Account > Edit My Account > API Key), and check that your identity has the "API Access" permission and that \'Environment\' is the one that the key is from.',
				},
			},
		],
	};
}

/** The URL of a request. n8n's HTTP Request node has it in `uri`, the name that an older helper used. */
function urlOf(options: IHttpRequestOptions): string {
	return 'uri' in options && typeof options.uri === 'string' ? options.uri : options.url;
}
