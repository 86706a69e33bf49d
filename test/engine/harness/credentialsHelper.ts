import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	INodeCredentialsDetails,
} from 'n8n-workflow';
import { ICredentialsHelper, NodeHelpers } from 'n8n-workflow';
import { WebAdmitApi } from '../../../credentials/WebAdmitApi.credentials';

/** The fields of a credential as a user saved them: all of this package's are text. */
export type CredentialFields = Record<string, string>;

/**
 * What n8n asks for credentials. It does what n8n's own helper does with them, but for the database: it fills in the
 * defaults of the fields, and lets the credential type itself put them into a request.
 */
export class CredentialsHelper extends ICredentialsHelper {
	/** How often n8n has read a credential. In a webhook, that takes a real n8n longer than a request. */
	static reads = 0;

	private readonly type: ICredentialType = new WebAdmitApi();

	constructor(private readonly fields: CredentialFields) {
		super();
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.typeCalled(typeName);
		if (typeof authenticate !== 'function' || !isHttpRequest(requestOptions)) {
			throw new Error('The credential puts itself into requests that have a URL');
		}
		return await authenticate(credentials, requestOptions);
	}

	override async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_nodeCredentials: INodeCredentialsDetails,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject> {
		CredentialsHelper.reads += 1;
		const properties = this.getCredentialsProperties(typeName);
		const filled = NodeHelpers.getNodeParameters(properties, this.fields, true, false, null, null);
		const decrypted: ICredentialDataDecryptedObject = {};
		for (const { name } of properties) {
			const value = filled?.[name];
			if (typeof value === 'string') decrypted[name] = value;
		}
		return decrypted;
	}

	override getCredentialsProperties(typeName: string): INodeProperties[] {
		return this.typeCalled(typeName).properties;
	}

	override getParentTypes(): string[] {
		return [];
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	// The credential type has nothing to be done before a request, and n8n's helper does nothing then.
	override async preAuthentication(): Promise<undefined> {}

	override async runPreAuthentication(): Promise<undefined> {}

	override async getCredentials(): Promise<ICredentials> {
		throw new Error('No node asks for encrypted credentials');
	}

	override async updateCredentials(): Promise<void> {
		throw new Error('No node changes credentials');
	}

	override async updateCredentialsOauthTokenData(): Promise<void> {
		throw new Error('No node changes credentials');
	}

	private typeCalled(name: string): ICredentialType {
		if (name !== this.type.name) throw new Error(`There is no credential type ${name}`);
		return this.type;
	}
}

/** As in n8n, what has its URL under the name of the older helpers is handed on too, as if it were of this type. */
function isHttpRequest(
	options: IHttpRequestOptions | IRequestOptionsSimplified,
): options is IHttpRequestOptions {
	return 'url' in options || 'uri' in options;
}
