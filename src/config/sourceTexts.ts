/** Texts of problems with the file itself: reading it, its YAML, and the variables it names. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts explain how variables are written
import type { ProblemText } from './problemText.ts'

export const SOURCE_TEXTS = {
  fileMissing: {
    message: { ko: '설정 파일이 없습니다.', ja: '設定ファイルがありません。', en: 'there is no such file.' },
    fix: {
      ko: 'config/clova2mqtt.example.yaml을 이 이름으로 복사하세요.',
      ja: 'config/clova2mqtt.example.yamlをこの名前でコピーしてください。',
      en: 'copy config/clova2mqtt.example.yaml to this name.',
    },
  },
  fileUnreadable: {
    message: {
      ko: '파일을 읽을 수 없습니다 ({reason}).',
      ja: 'ファイルを読めません ({reason})。',
      en: 'the file cannot be read ({reason}).',
    },
    fix: {
      ko: '실행 중인 사용자에게 읽기 권한을 주세요.',
      ja: '実行ユーザーに読み取り権限を与えてください。',
      en: 'give the user that runs the gateway permission to read it.',
    },
  },
  fileTooLarge: {
    message: {
      ko: '파일이 {limit}바이트보다 큽니다.',
      ja: 'ファイルが{limit}バイトを超えています。',
      en: 'the file is larger than {limit} bytes.',
    },
    fix: {
      ko: '맞는 파일인지 확인하세요.',
      ja: '正しいファイルか確認してください。',
      en: 'check that it is the right file.',
    },
  },
  notUtf8: {
    message: { ko: 'UTF-8 텍스트가 아닙니다.', ja: 'UTF-8ではありません。', en: 'this is not UTF-8 text.' },
    fix: {
      ko: '편집기에서 인코딩을 UTF-8로 저장하세요.',
      ja: 'エディタで文字コードをUTF-8にして保存してください。',
      en: 'save it as UTF-8 in your editor.',
    },
  },
  yamlSyntax: {
    message: {
      ko: 'YAML로 읽을 수 없습니다 ({reason}).',
      ja: 'YAMLとして読めません ({reason})。',
      en: 'this is not YAML ({reason}).',
    },
    fix: {
      ko: '이 줄과 윗줄의 들여쓰기, 콜론 뒤의 빈칸, 따옴표와 괄호의 짝을 확인하세요. 특수 문자가 있는 값은 따옴표로 감싸세요.',
      ja: 'この行と前の行の字下げ、コロンの後の空白、引用符と括弧の対応を確認してください。記号を含む値は引用符で囲みます。',
      en: 'check the indentation here and above, the blank after a colon, and that quotes and brackets close; quote values with special characters.',
    },
  },
  tab: {
    message: { ko: '들여쓰기에 탭이 있습니다.', ja: '字下げにタブがあります。', en: 'a tab is used for indentation.' },
    fix: {
      ko: '탭을 빈칸 두 개로 바꾸세요.',
      ja: 'タブを空白2個に置き換えてください。',
      en: 'replace tabs by two blanks.',
    },
  },
  duplicateKey: {
    message: {
      ko: '같은 키가 {first}번째 줄에도 있습니다.',
      ja: '同じキーが{first}行目にもあります。',
      en: 'the same key stands in line {first} already.',
    },
    fix: { ko: '둘 중 하나를 지우세요.', ja: 'どちらかを削除してください。', en: 'remove one of the two.' },
  },
  tooDeep: {
    message: {
      ko: '{limit}단계보다 깊습니다.',
      ja: '{limit}段より深く入れ子になっています。',
      en: 'this is nested deeper than {limit} levels.',
    },
    fix: {
      ko: '들여쓰기와 괄호를 확인하세요.',
      ja: '字下げと括弧を確認してください。',
      en: 'check indentation and brackets.',
    },
  },
  tooMuch: {
    message: {
      ko: '별칭(*)을 펼치면 너무 커집니다.',
      ja: 'エイリアス(*)を展開すると大きくなりすぎます。',
      en: 'the file is too large with its aliases (*) unfolded.',
    },
    fix: {
      ko: '별칭을 {aliases}개, 항목을 {nodes}개 아래로 줄이세요.',
      ja: 'エイリアスを{aliases}個、項目を{nodes}個以下にしてください。',
      en: 'use at most {aliases} aliases and {nodes} entries in all.',
    },
  },
  unknownAlias: {
    message: { ko: '없는 별칭(*)입니다.', ja: '存在しないエイリアス(*)です。', en: 'no anchor (&) has this name.' },
    fix: {
      ko: '값이 별표로 시작하면 따옴표로 감싸세요.',
      ja: '値が*で始まる場合は引用符で囲んでください。',
      en: 'quote the value if it begins with an asterisk.',
    },
  },
  keyNotText: {
    message: { ko: '키가 글자가 아닙니다.', ja: 'キーが文字ではありません。', en: 'this key is not a plain word.' },
    fix: { ko: '키를 따옴표로 감싸세요.', ja: 'キーを引用符で囲んでください。', en: 'put the key in quotes.' },
  },
  yamlTag: {
    message: {
      ko: '느낌표로 시작하는 태그는 쓸 수 없습니다.',
      ja: '!で始まるタグは使えません。',
      en: 'tags (words that begin with !) are not used here.',
    },
    fix: { ko: '값을 따옴표로 감싸세요.', ja: '値を引用符で囲んでください。', en: 'put the value in quotes.' },
  },
  yamlVersion: {
    message: { ko: 'YAML 1.2만 읽습니다.', ja: 'YAML 1.2だけを読みます。', en: 'only YAML 1.2 is read.' },
    fix: { ko: '%YAML 줄을 지우세요.', ja: '%YAMLの行を削除してください。', en: 'remove the %YAML line.' },
  },
  variableMissing: {
    message: {
      ko: '환경 변수 {name}이(가) 없습니다.',
      ja: '環境変数{name}がありません。',
      en: 'the environment variable {name} is not set.',
    },
    fix: {
      ko: '변수를 설정하거나 ${{name}:-기본값}으로 쓰세요.',
      ja: '変数を設定するか、${{name}:-既定値}と書いてください。',
      en: 'set it, or write ${{name}:-default}.',
    },
  },
  variableMalformed: {
    message: {
      ko: '${ 뒤를 읽을 수 없습니다.',
      ja: '${の後が読めません。',
      en: 'what follows ${ is not a variable.',
    },
    fix: {
      ko: '${NAME}, ${NAME:-기본값}, ${file:/경로} 중 하나로, 글자 그대로면 $${로 쓰세요.',
      ja: '${NAME}、${NAME:-既定値}、${file:/パス}のいずれか、文字どおりなら$${と書いてください。',
      en: 'write ${NAME}, ${NAME:-default} or ${file:/path}; for the characters themselves write $${.',
    },
  },
  secretFile: {
    message: {
      ko: '{name} 파일을 읽을 수 없습니다 ({reason}).',
      ja: 'ファイル{name}を読めません ({reason})。',
      en: 'the file {name} cannot be read ({reason}).',
    },
    fix: {
      ko: '경로와 읽기 권한을 확인하세요.',
      ja: 'パスと読み取り権限を確認してください。',
      en: 'check the path and the permission to read it.',
    },
  },
} as const satisfies Record<string, ProblemText>
