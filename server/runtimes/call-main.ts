/** `call.js` of our image: prints what the function answered; the Job fails when that is not a success. */
import { call } from './call.ts'

try {
  const { status, body } = await call(process.env, () => new Date())
  console.log(`The function answered ${status}.`)
  if (body !== '') console.log(body)
  if (status < 200 || status > 299) process.exitCode = 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
