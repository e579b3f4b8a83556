import {
  type FieldRule,
  type FormSchema,
  flag,
  httpMethod,
  oneOf,
  required,
  sidOf,
  text,
  uri,
  whole,
} from "./forms.ts";

// The form parameters of every create and update, from Twilio's OpenAPI specs (trunking v1, voice v1, api 2010-04-01).

type Forms = { readonly create: FormSchema; readonly update: FormSchema };

export const trunkForm: FormSchema = {
  FriendlyName: text,
  DomainName: text,
  DisasterRecoveryUrl: uri,
  DisasterRecoveryMethod: httpMethod,
  TransferMode: oneOf("disable-all", "enable-all", "sip-only"),
  Secure: flag,
  CnamLookupEnabled: flag,
  TransferCallerId: oneOf("from-transferee", "from-transferor"),
};

const share = whole(0, 65_535);
const originationForm: FormSchema = {
  Weight: share,
  Priority: share,
  Enabled: flag,
  FriendlyName: text,
  SipUrl: uri,
};
const targetForm: FormSchema = {
  Target: uri,
  FriendlyName: text,
  Priority: share,
  Weight: share,
  Enabled: flag,
};

export const byocForm: FormSchema = {
  FriendlyName: text,
  VoiceUrl: uri,
  VoiceMethod: httpMethod,
  VoiceFallbackUrl: uri,
  VoiceFallbackMethod: httpMethod,
  StatusCallbackUrl: uri,
  StatusCallbackMethod: httpMethod,
  CnamLookupEnabled: flag,
  ConnectionPolicySid: sidOf("NY"),
  FromDomainSid: sidOf("SD"),
};

const domainForm: FormSchema = {
  DomainName: text,
  FriendlyName: text,
  VoiceUrl: uri,
  VoiceMethod: httpMethod,
  VoiceFallbackUrl: uri,
  VoiceFallbackMethod: httpMethod,
  VoiceStatusCallbackUrl: uri,
  VoiceStatusCallbackMethod: httpMethod,
  SipRegistration: flag,
  EmergencyCallingEnabled: flag,
  Secure: flag,
  ByocTrunkSid: sidOf("BY"),
  EmergencyCallerSid: sidOf("PN"),
};

export const numberForm: FormSchema = {
  FriendlyName: text,
  VoiceUrl: uri,
  VoiceMethod: httpMethod,
  VoiceFallbackUrl: uri,
  VoiceFallbackMethod: httpMethod,
  StatusCallback: uri,
  StatusCallbackMethod: httpMethod,
  SmsUrl: uri,
  SmsMethod: httpMethod,
  SmsFallbackUrl: uri,
  SmsFallbackMethod: httpMethod,
  VoiceCallerIdLookup: flag,
  EmergencyStatus: oneOf("Active", "Inactive"),
  EmergencyAddressSid: sidOf("AD"),
  TrunkSid: sidOf("TK"),
};

export const optionalName: FormSchema = { FriendlyName: text };
export const requiredName: FormSchema = { FriendlyName: required(text) };

export const originationForms: Forms = { create: allRequired(originationForm), update: originationForm };
export const targetForms: Forms = {
  create: { ...targetForm, Target: required(uri) },
  update: targetForm,
};
export const domainForms: Forms = {
  create: { ...domainForm, DomainName: required(text) },
  update: domainForm,
};
export const credentialForms: Forms = {
  create: { Username: required(text), Password: required(text) },
  update: { Password: text },
};
export const addressForms: Forms = {
  create: { FriendlyName: required(text), IpAddress: required(text), CidrPrefixLength: whole(0, 32) },
  update: { FriendlyName: text, IpAddress: text, CidrPrefixLength: whole(0, 32) },
};

function allRequired(form: FormSchema): FormSchema {
  const entries = Object.entries(form).map(([name, rule]): [string, FieldRule] => [name, required(rule)]);
  return Object.fromEntries(entries);
}
