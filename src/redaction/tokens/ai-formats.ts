// The keys of model providers and of the tools around them.
import type { Rule } from '../scan/rule.ts';
import { BASE64, GUID, HEXADECIMAL, TOKEN } from './alphabets.ts';
import { byPrefix, formats, type TokenFormat } from './token-format.ts';

const ai = (vendor: string): Rule => byPrefix('AI_KEY', `${vendor} key`);

/** A longer prefix stands before the shorter one that begins it. */
export const AI_FORMATS: readonly TokenFormat[] = [
  ...formats(ai('Anthropic'), 'sk-ant-', { alphabet: TOKEN, least: 20, trigger: 1 }),
  ...formats(ai('OpenAI'), ['sk-proj-', 'sk-svcacct-', 'sk-admin-'], { alphabet: TOKEN, least: 20, trigger: 1 }),
  ...formats(ai('OpenRouter'), 'sk-or-v1-', { alphabet: TOKEN, least: 32, trigger: 1 }),
  ...formats(ai('Hugging Face'), 'hf_', { least: 30 }),
  ...formats(ai('Hugging Face'), 'api_org_', { least: 30, trigger: 3 }),
  ...formats(ai('Groq'), 'gsk_', { least: 40, trigger: 2 }),
  ...formats(ai('Replicate'), 'r8_', { least: 30 }),
  ...formats(ai('Perplexity'), 'pplx-', { least: 40, trigger: 2 }),
  ...formats(ai('xAI'), 'xai-', { alphabet: TOKEN, least: 60 }),
  ...formats(ai('NVIDIA'), 'nvapi-', { alphabet: TOKEN, least: 40 }),
  ...formats(ai('Together'), 'tgp_v1_', { alphabet: TOKEN, least: 30, trigger: 2 }),
  ...formats(ai('Cerebras'), 'csk-', { least: 40 }),
  ...formats(ai('Fireworks'), 'fw_', { least: 20, most: 40, isMixed: true }),
  ...formats(ai('LangSmith'), 'lsv2_', { alphabet: TOKEN, least: 32, trigger: 2 }),
  ...formats(ai('Langfuse'), 'sk-lf-', { alphabet: GUID, exactly: 36, trigger: 1 }),
  ...formats(ai('Tavily'), 'tvly-', { alphabet: TOKEN, least: 28, trigger: 1 }),
  ...formats(ai('ElevenLabs'), 'sk_', { alphabet: HEXADECIMAL, exactly: 48, trigger: 1 }),
  ...formats(ai('Pinecone'), 'pcsk_', { alphabet: TOKEN, least: 40, isMixed: true, trigger: 3 }),
  ...formats(ai('Anyscale'), 'asecret_', { least: 24, isMixed: true, trigger: 6 }),
  ...formats(ai('RunPod'), 'rpa_', { least: 40, most: 52, isMixed: true, trigger: 2 }),
  ...formats(ai('Jina'), 'jina_', { alphabet: TOKEN, least: 40, trigger: 3 }),
  ...formats(ai('Firecrawl'), 'fc-', { alphabet: HEXADECIMAL, exactly: 32, trigger: 1 }),
  ...formats(ai('Browserbase'), 'bb_live_', { alphabet: TOKEN, least: 20, trigger: 1 }),
  ...formats(ai('E2B'), 'e2b_', { alphabet: HEXADECIMAL, exactly: 40, trigger: 2 }),
  ...formats(ai('Cursor'), 'crsr_', { alphabet: HEXADECIMAL, exactly: 64, trigger: 3 }),
  ...formats(ai('Cursor'), 'key_', { alphabet: HEXADECIMAL, exactly: 64, trigger: 2 }),
  ...formats(ai('Helicone'), 'sk-helicone-', { alphabet: TOKEN, least: 24, trigger: 1 }),
  ...formats(ai('LlamaCloud'), 'llx-', { alphabet: TOKEN, least: 40, trigger: 1 }),
  ...formats(ai('Weights & Biases'), 'wandb_v1_', { alphabet: TOKEN, least: 40, trigger: 6 }),
  ...formats(ai('Weights & Biases'), 'local-', { alphabet: HEXADECIMAL, exactly: 40, trigger: 4 }),
  ...formats(ai('Kaggle'), 'KGAT_', { alphabet: HEXADECIMAL, exactly: 32 }),
  ...formats(ai('HeyGen'), 'sk_V2_', { alphabet: TOKEN, least: 32, trigger: 2 }),
  ...formats(ai('Runway'), 'key_', { alphabet: HEXADECIMAL, exactly: 128, trigger: 2 }),
  ...formats(ai('Composio'), ['ak_', 'ck_'], { alphabet: TOKEN, exactly: 20, isMixed: true, trigger: 1 }),
  ...formats(ai('Devin'), ['apk_', 'apk_user_'], { alphabet: BASE64, least: 80, trigger: 1 }),
  ...formats(ai('Devin'), 'cog_', { exactly: 52, trigger: 2 }),
  ...formats(ai('Voyage'), 'pa-', { alphabet: TOKEN, exactly: 43, isMixed: true, trigger: 1 }),
  ...formats(ai('DeepSeek'), 'sk-', { alphabet: HEXADECIMAL, least: 32, most: 64, trigger: 1 }),
  ...formats(ai('OpenAI'), 'sk-', { alphabet: TOKEN, least: 20, isMixed: true, trigger: 1 }),
];
