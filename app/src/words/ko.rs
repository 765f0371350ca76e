//! Korean.

use protocol::{BadNickname, BadRoomName, ErrorCode};

use super::Words;
use crate::talk::{Date, Failure, Link};

pub(super) static WORDS: Words = Words {
    tagline: "대화방 이름을 쓰고 Enter를 누르면 바로 이야기할 수 있어요.",
    room_name: "대화방 이름",
    join: "들어가기",
    about_rooms: "누군가 이름을 입력하면 대화방이 생겨요. 이름을 아는 사람은 누구나 들어올 수 있어요.",
    guessable: "다른 사람도 짐작해서 들어올 수 있는 이름이에요. 우리끼리 이야기하려면 비공개 방을 만드세요.",
    private_room: "비공개 방 만들기",
    rooms_now: "지금 이야기 중인 방",
    rooms_visited: "다녀온 방",
    language: "언어",
    light: "화면 모드",
    system: "시스템",
    bright: "밝게",
    dark: "어둡게",
    bad_room: |problem| match problem {
        BadRoomName::Empty => "대화방 이름을 입력해 주세요.",
        BadRoomName::TooLong => "대화방 이름은 64자까지 쓸 수 있어요.",
        BadRoomName::Character => {
            "대화방 이름에는 글자, 숫자, ‘_’, ‘-’, ‘.’만 쓸 수 있고 띄어 쓸 수 없어요."
        }
        BadRoomName::Dots => "대화방 이름에는 글자나 숫자가 하나 이상 있어야 해요.",
    },

    other_room: "다른 대화방",
    messages: "메시지",
    empty_room: "아직 아무도 말하지 않았어요. 이 페이지의 주소를 보내서 사람들을 초대해 보세요.",
    here: |count| format!("{count}명 접속 중"),
    people: "이 대화방에 있는 사람",
    you: "(나)",
    and_more: |count| format!("외 {count}명"),
    earlier: "이전 메시지 보기",
    earlier_shown: |count| format!("이전 메시지 {count}개를 불러왔어요"),
    gap: "표시되지 않은 메시지가 있어요.",
    load: "불러오기",
    somebody: "누군가",
    to_newest: "최신 메시지로",
    several: |count| format!("새 메시지 {count}개"),
    sending: "보내는 중이에요…",
    refused: |failure| match failure {
        Failure::Unsent => "보내지 못했어요.".into(),
        Failure::Refused(error) => match error.code {
            ErrorCode::Empty => "보내지 못했어요. 내용이 비어 있어요.".into(),
            ErrorCode::TooLong => "보내지 못했어요. 메시지가 너무 길어요.".into(),
            _ => format!("보내지 못했어요. ({})", error.detail),
        },
    },
    retry: "다시 보내기",
    delete: "삭제",

    typing: |names| match names {
        [] => String::new(),
        _ => format!("{}님이 쓰고 있어요…", names.join("님, ")),
    },
    several_typing: "여러 사람이 쓰고 있어요…",

    message_tools: "메시지",
    react: "반응",
    answer: "답장",
    edit: "수정",
    link_to_message: "이 메시지 링크",
    edited: "(수정됨)",
    answered_unseen: "이전 메시지",
    really_delete: "모두에게서 이 메시지를 지울까요?",
    answering: |name| format!("{name} 님에게 답장"),
    editing: "내 메시지 수정 중",

    time: |hour, minute| {
        let half = if hour < 12 { "오전" } else { "오후" };
        format!("{half} {}:{minute:02}", (hour + 11) % 12 + 1)
    },
    date: |Date { year, month, day, weekday }| {
        const DAYS: [&str; 7] = ["일", "월", "화", "수", "목", "금", "토"];
        format!("{year}년 {month}월 {day}일 {}요일", DAYS[weekday as usize % 7])
    },
    today: "오늘",
    yesterday: "어제",
    unread_above: |count| format!("안 읽은 메시지 {count}개"),
    unread: "새 메시지",

    message: "메시지",
    send: "보내기",
    left: |count| format!("{count}자 남았어요"),
    over: |count| format!("{count}자 넘었어요"),

    you_are: "내 이름",
    change_name: "이름 바꾸기",
    your_name: "새 이름",
    save: "저장",
    cancel: "취소",
    bad_nickname: |problem| match problem {
        BadNickname::Empty => "이름에는 글자가 하나 이상 있어야 해요.",
        BadNickname::TooLong => "이름은 32자까지 쓸 수 있어요.",
    },

    link: |link| match link {
        Link::Connecting => "연결하고 있어요…",
        Link::Online => "",
        Link::Degraded => {
            "지금은 메시지를 전달할 수 없어서 다시 시도하고 있어요. 쓴 글은 보관했다가 나중에 보낼게요."
        }
        Link::Reconnecting => {
            "연결이 끊겨서 다시 연결하고 있어요. 쓴 글은 보관했다가 나중에 보낼게요."
        }
        Link::Offline => "지금 오프라인이에요. 쓴 글은 보관했다가 다시 연결되면 보낼게요.",
        Link::Closed(4500) => "한꺼번에 너무 많이 보내서 서버가 연결을 끊었어요.",
        Link::Closed(_) => "서버가 연결을 끊었어요.",
    },
    back_online: "다시 연결됐어요",
    reload: "새로고침",

    not_found: "여기에는 아무것도 없어요",
    not_found_hint: "주소를 다시 확인해 주세요. 대화방 주소는 대화방 이름으로 끝나요.",
    to_lobby: "로비로 가기",
};
