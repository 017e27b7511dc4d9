/** What a handle answers in mode `service`, where there is no lab. */
export function labIsOff(): never {
  throw new Error('There is no lab in mode "service": start the server in mode "dev"');
}
