/** What the page says, as far as tests ask for it. */
export interface Words {
  roomName: string;
  join: string;
  messages: string;
  message: string;
  send: string;
  changeName: string;
  yourName: string;
  save: string;
  here: RegExp;
  people: string;
}

const ENGLISH: Words = {
  roomName: 'Room name',
  join: 'Join',
  messages: 'Messages',
  message: 'Message',
  send: 'Send',
  changeName: 'Change name',
  yourName: 'Your name',
  save: 'Save',
  here: /^\d+ here$/,
  people: 'People in this room',
};

const KOREAN: Words = {
  roomName: '대화방 이름',
  join: '들어가기',
  messages: '메시지',
  message: '메시지',
  send: '보내기',
  changeName: '이름 바꾸기',
  yourName: '새 이름',
  save: '저장',
  here: /^\d+명 접속 중$/,
  people: '이 대화방에 있는 사람',
};

export function wordsOf(locale: string | undefined): Words {
  return locale?.startsWith('ko') ? KOREAN : ENGLISH;
}
