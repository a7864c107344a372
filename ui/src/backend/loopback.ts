import { BackendFailure, isFailure, pageFailure } from './failure'
import type { FilePurpose, FileToken } from './generated'
import type { Host } from './host'

const TOKEN = 'tongfu-token'

/** Takes the one-time token out of the address, so that it stays in no history. */
function takeToken(): string {
  const found = /[#&]token=([^&]+)/.exec(window.location.hash)
  if (found?.[1]) {
    window.sessionStorage.setItem(TOKEN, decodeURIComponent(found[1]))
    window.history.replaceState(null, '', window.location.pathname + window.location.search)
  }
  return window.sessionStorage.getItem(TOKEN) ?? ''
}

const accepted: Record<FilePurpose, string> = {
  roster: '.xlsx,.xls,.ods,.csv,.txt',
  bulletin: '.xlsx,.xls,.ods,.csv',
  capacity: '.json',
  package: '.tongfu',
  request: '.tongfu-request',
  grant: '.tongfu-grant',
  document: '.jpg,.jpeg,.png,.pdf',
  backup: '.tongfu-backup',
  evidence: '.jpg,.jpeg,.png,.pdf,.txt,.mp3,.m4a,.amr',
  check: '.json',
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

async function answer(response: Response): Promise<unknown> {
  const text = await response.text()
  let body: unknown = null
  try {
    body = text === '' ? null : JSON.parse(text)
  } catch {
    throw pageFailure('HOST_ANSWER', { status: String(response.status) })
  }
  if (response.ok) return body
  if (isFailure(body)) throw new BackendFailure(body)
  throw pageFailure(response.status === 401 || response.status === 403 ? 'HOST_TOKEN' : 'HOST_ANSWER', {
    status: String(response.status),
  })
}

/** The browser on 127.0.0.1. */
export function loopbackHost(): Host {
  const token = takeToken()

  async function request(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(path, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), 'x-tongfu-token': token },
        cache: 'no-store',
      })
    } catch {
      throw pageFailure('HOST_GONE')
    }
  }

  async function upload(file: File): Promise<FileToken> {
    const response = await request('/api/upload', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'x-tongfu-file-name': encodeURIComponent(file.name) },
      body: file,
    })
    return (await answer(response)) as FileToken
  }

  /** One input for all choices; it stays in the page, so that tests can reach it. */
  let input: HTMLInputElement | null = null
  /** Ends a choice that was left open: older engines tell nothing of a cancelled dialog. */
  let abandon: (() => void) | null = null
  function fileInput(): HTMLInputElement {
    if (!input) {
      input = document.createElement('input')
      input.type = 'file'
      input.className = 'sr-only'
      input.tabIndex = -1
      input.setAttribute('aria-hidden', 'true')
      input.setAttribute('data-test', 'file-input')
      document.body.append(input)
    }
    return input
  }

  // The program ends when no page uses it any more.
  window.setInterval(() => {
    request('/api/alive', { method: 'POST' }).catch(() => {})
  }, 30_000)
  window.addEventListener('pagehide', () => {
    navigator.sendBeacon('/api/leave')
  })

  return {
    async send(name, params) {
      const response = await request(`/api/call/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(params ?? null),
      })
      return answer(response)
    },

    chooseFile(purpose) {
      const chooser = fileInput()
      abandon?.()
      chooser.accept = accepted[purpose]
      chooser.value = ''
      return new Promise((resolve, reject) => {
        const settle = new AbortController()
        const finish = (file: File | undefined) => {
          settle.abort()
          abandon = null
          // The file goes on; its name does not stay for whoever works next.
          chooser.value = ''
          if (file) upload(file).then(resolve, reject)
          else resolve(null)
        }
        abandon = () => finish(undefined)
        chooser.addEventListener('change', () => finish(chooser.files?.[0]), { signal: settle.signal })
        chooser.addEventListener('cancel', () => finish(undefined), { signal: settle.signal })
        chooser.click()
      })
    },

    async download(download, name) {
      const response = await request(`/api/download/${encodeURIComponent(download)}`, { method: 'GET' })
      if (!response.ok) await answer(response)
      const address = URL.createObjectURL(await response.blob())
      const link = document.createElement('a')
      link.href = address
      link.download = name
      link.click()
      window.setTimeout(() => URL.revokeObjectURL(address), 60_000)
    },

    onDrop(dropped, over, failed) {
      window.addEventListener('dragover', (event) => {
        if (!carriesFiles(event)) return
        event.preventDefault()
        over(true)
      })
      window.addEventListener('dragleave', (event) => {
        if (event.relatedTarget === null) over(false)
      })
      window.addEventListener('drop', (event) => {
        if (!carriesFiles(event)) return
        event.preventDefault()
        over(false)
        const file = event.dataTransfer?.files[0]
        if (file) upload(file).then(dropped, failed)
      })
    },
  }
}
