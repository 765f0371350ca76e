/** What the page says, as far as tests ask for it. */
export interface Words {
  roomName: string;
  join: string;
  privateRoom: string;
  messages: string;
  message: string;
  send: string;
  changeName: string;
  yourName: string;
  save: string;
  here: RegExp;
  people: string;
  settings: string;
  ignore: string;
  notify: string;
  sound: string;
  hideComings: string;
  react: string;
  reply: string;
  edit: string;
  delete: string;
  link: string;
  edited: string;
  editing: string;
  cancel: string;
}

const ENGLISH: Words = {
  roomName: 'Room name',
  join: 'Join',
  privateRoom: 'Make a private room',
  messages: 'Messages',
  message: 'Message',
  send: 'Send',
  changeName: 'Change name',
  yourName: 'Your name',
  save: 'Save',
  here: /^\d+ here$/,
  people: 'People in this room',
  settings: 'Settings',
  ignore: 'Ignore',
  notify: 'Notify me when I am mentioned',
  sound: 'Play a sound when I am mentioned',
  hideComings: 'Hide who comes and goes',
  react: 'React',
  reply: 'Reply',
  edit: 'Edit',
  delete: 'Delete',
  link: 'Link to this message',
  edited: '(edited)',
  editing: 'Editing your message',
  cancel: 'Cancel',
};

const KOREAN: Words = {
  roomName: '대화방 이름',
  join: '들어가기',
  privateRoom: '비공개 방 만들기',
  messages: '메시지',
  message: '메시지',
  send: '보내기',
  changeName: '이름 바꾸기',
  yourName: '새 이름',
  save: '저장',
  here: /^\d+명 접속 중$/,
  people: '이 대화방에 있는 사람',
  settings: '설정',
  ignore: '무시',
  notify: '누가 나를 부르면 알림 받기',
  sound: '누가 나를 부르면 소리 내기',
  hideComings: '드나드는 사람 표시하지 않기',
  react: '반응',
  reply: '답장',
  edit: '수정',
  delete: '삭제',
  link: '이 메시지 링크',
  edited: '(수정됨)',
  editing: '내 메시지 수정 중',
  cancel: '취소',
};

export function wordsOf(locale: string | undefined): Words {
  return locale?.startsWith('ko') ? KOREAN : ENGLISH;
}
