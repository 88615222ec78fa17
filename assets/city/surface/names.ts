import type { LocalText } from '../../../src/domain/text';
import type { StreetClass } from '../../../src/domain/city';
import { randomStream, type RandomStream } from './random';

type Syllable = readonly [en: string, zh: string];

const FIRST: readonly Syllable[] = [
  ['Qing', '清'],
  ['Ming', '明'],
  ['Yun', '云'],
  ['Chun', '春'],
  ['Qiu', '秋'],
  ['Jin', '锦'],
  ['Yu', '玉'],
  ['Lan', '兰'],
  ['Song', '松'],
  ['Zhu', '竹'],
  ['Mei', '梅'],
  ['He', '荷'],
  ['Tai', '泰'],
  ['Fu', '福'],
  ['An', '安'],
  ['Ning', '宁'],
  ['Wen', '文'],
  ['Shu', '书'],
  ['Hong', '虹'],
  ['Yan', '燕'],
  ['Bai', '柏'],
  ['Liu', '柳'],
  ['Tao', '桃'],
  ['Xing', '杏'],
  ['Chang', '长'],
  ['Xin', '新'],
  ['Dong', '东'],
  ['Nan', '南'],
  ['Xi', '西'],
  ['Bei', '北'],
  ['Zhong', '中'],
  ['Gui', '桂'],
  ['Feng', '枫'],
  ['Lu', '鹭'],
  ['He', '鹤'],
  ['Shi', '石'],
];
const SECOND: readonly Syllable[] = [
  ['feng', '风'],
  ['shan', '山'],
  ['he', '河'],
  ['yuan', '园'],
  ['lin', '林'],
  ['hua', '华'],
  ['ping', '平'],
  ['xing', '兴'],
  ['shui', '水'],
  ['yue', '月'],
  ['tang', '塘'],
  ['qiao', '桥'],
  ['xi', '溪'],
  ['ling', '岭'],
  ['cheng', '城'],
  ['men', '门'],
  ['jing', '井'],
  ['ting', '亭'],
  ['guang', '光'],
  ['ye', '业'],
  ['de', '德'],
  ['yang', '阳'],
  ['quan', '泉'],
  ['tai', '台'],
  ['zhou', '洲'],
  ['wan', '湾'],
  ['an', '岸'],
  ['chuan', '川'],
  ['pu', '圃'],
  ['long', '隆'],
];
const SUFFIX: Readonly<Record<StreetClass, readonly (readonly [string, string])[]>> = {
  motorway: [['Expressway', '快速路']],
  arterial: [
    ['Avenue', '大道'],
    ['Road', '路'],
  ],
  collector: [
    ['Road', '路'],
    ['Street', '大街'],
  ],
  local: [
    ['Street', '街'],
    ['Road', '路'],
  ],
  service: [
    ['Lane', '巷'],
    ['Alley', '里'],
  ],
  pedestrian: [['Walk', '步道']],
  rail: [['Railway', '铁路']],
};

/** Names that stand on no map, as far as is known. */
const CITY: readonly Syllable[] = [
  ['Jichuan', '霁川'],
  ['Yuntang', '云棠'],
  ['Qilan', '栖澜'],
  ['Muyan', '沐岩'],
  ['Chengyao', '澄瑶'],
];
const RIVER: readonly Syllable[] = [
  ['Yanlan', '砚澜'],
  ['Biluo', '碧络'],
  ['Sushui', '素水'],
  ['Lantuo', '岚沱'],
];

/** Gives out names that do not repeat within a city, in both languages. */
export class NameGiver {
  private readonly rng: RandomStream;
  private readonly taken = new Set<string>();

  constructor(seed: number) {
    this.rng = randomStream(seed, 'names');
  }

  /** City, district and river share a root, as they do in the field. */
  city(): { city: LocalText; river: LocalText } {
    const [en, zh] = this.rng.pick(CITY);
    const river = this.rng.pick(RIVER);
    return {
      city: { en: `${en} New District`, zh: `${zh}新区` },
      river: { en: `${river[0]} River`, zh: `${river[1]}河` },
    };
  }

  street(cls: StreetClass): LocalText {
    const [en, zh] = this.rng.pick(SUFFIX[cls]);
    return this.unique((root) => ({ en: `${root.en} ${en}`, zh: `${root.zh}${zh}` }));
  }

  /** A place name with a kind of facility or park, e.g. `Qingshan` + `Primary School`. */
  place(en: string, zh: string): LocalText {
    return this.unique((root) => ({ en: `${root.en} ${en}`, zh: `${root.zh}${zh}` }));
  }

  private unique(make: (root: LocalText) => LocalText): LocalText {
    for (let tries = 0; ; tries++) {
      const a = this.rng.pick(FIRST);
      const b = this.rng.pick(SECOND);
      // Once two syllables are used up a third makes room: large cities have thousands of names.
      const c = tries > 8 ? this.rng.pick(SECOND) : (['', ''] as const);
      if (a[1] === b[1] || b[1] === c[1]) continue;
      const name = make({ en: a[0] + c[0] + b[0], zh: a[1] + c[1] + b[1] });
      if (this.taken.has(name.zh) || this.taken.has(name.en)) continue;
      this.taken.add(name.zh);
      this.taken.add(name.en);
      return name;
    }
  }
}
