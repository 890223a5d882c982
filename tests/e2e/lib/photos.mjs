// Photos as a camera makes them: drawn by the browser under test, with the place and the phone written in afterwards.

/** Words that stand beside the picture and must not stay with it. */
export const TRACES = ['Exif', 'HP-Sari-Redmi', '2026:11:21 09:30:00'];

const u16 = (value) => [value >> 8, value & 255];
const u32 = (value) => [0, 0, value >> 8, value & 255];
const ascii = (text) => [...Buffer.from(`${text}\0`, 'latin1')];

/** An Exif segment: the phone, the time, which way was up, and 6°12'30" S 106°50'15" E. */
function exif(orientation) {
  const model = ascii(TRACES[1]);
  const time = ascii(TRACES[2]);
  // The header, IFD0 with four entries, then what does not fit into them.
  const data = 8 + 2 + 4 * 12 + 4;
  const timeAt = data + model.length + (model.length % 2);
  const gps = timeAt + time.length;
  const coordinates = gps + 2 + 4 * 12 + 4;
  const rational = (values) => values.flatMap((value) => [...u32(value), ...u32(1)]);
  const tiff = [
    ...Buffer.from('MM'), ...u16(42), ...u32(8),
    ...u16(4),
    ...u16(0x0110), ...u16(2), ...u32(model.length), ...u32(data),
    ...u16(0x0112), ...u16(3), ...u32(1), ...u16(orientation), 0, 0,
    ...u16(0x0132), ...u16(2), ...u32(time.length), ...u32(timeAt),
    ...u16(0x8825), ...u16(4), ...u32(1), ...u32(gps),
    ...u32(0),
    ...model, ...(model.length % 2 ? [0] : []), ...time,
    ...u16(4),
    ...u16(1), ...u16(2), ...u32(2), ...Buffer.from('S\0\0\0'),
    ...u16(2), ...u16(5), ...u32(3), ...u32(coordinates),
    ...u16(3), ...u16(2), ...u32(2), ...Buffer.from('E\0\0\0'),
    ...u16(4), ...u16(5), ...u32(3), ...u32(coordinates + 24),
    ...u32(0),
    ...rational([6, 12, 30]), ...rational([106, 50, 15]),
  ];
  const body = [...Buffer.from('Exif\0\0'), ...tiff];
  return Buffer.from([0xff, 0xe1, ...u16(body.length + 2), ...body]);
}

/**
 * A photo of a paper, much larger than what is kept. Its left quarter is red as the camera lay; with `orientation` 6 the
 * phone was upright, so that red belongs at the top.
 */
export async function cameraPhoto(page, { width = 4000, height = 3000, orientation = 6, words = 'KARTU TANDA PENDUDUK', restless = false } = {}) {
  const base64 = await page.evaluate(
    async ([width, height, words, restless]) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      context.fillStyle = '#f4efe2';
      context.fillRect(0, 0, width, height);
      // Paper has grain, which makes a photo heavy.
      for (let n = 0; n < 60000; n += 1) {
        context.fillStyle = `hsl(${(n * 47) % 360} 30% ${60 + ((n * 13) % 35)}%)`;
        context.fillRect((n * 7919) % width, (n * 104729) % height, 9, 9);
      }
      if (restless) {
        const noise = new ImageData(width / 4, height / 4);
        const words = new Uint32Array(noise.data.buffer);
        for (let n = 0, state = 1; n < words.length; n += 1) words[n] = 0xff000000 | (state = Math.imul(state, 1664525) + 1013904223);
        context.imageSmoothingEnabled = false;
        context.drawImage(await createImageBitmap(noise), 0, 0, width, height);
      }
      context.fillStyle = '#c00000';
      context.fillRect(0, 0, width / 4, height);
      context.fillStyle = '#222';
      context.font = `${height / 14}px sans-serif`;
      for (let row = 1; row < 10; row += 1) context.fillText(`${words} ${row}`, width / 3.5, (row * height) / 10);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
      return btoa(text);
    },
    [width, height, words, restless],
  );
  const plain = Buffer.from(base64, 'base64');
  return Buffer.concat([plain.subarray(0, 2), exif(orientation), plain.subarray(2)]);
}

/** A PDF of so many bytes. */
export const pdf = (size) => Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(size - 9, 'x')]);

/** The segments of a JPEG up to its first scan, by their codes. */
export function segments(jpeg) {
  const codes = [];
  let at = 2;
  while (jpeg[at] === 0xff && jpeg[at + 1] !== 0xda) {
    codes.push(jpeg[at + 1]);
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return codes;
}

/** Width and height of a JPEG, by its frame. */
export function dimensions(jpeg) {
  let at = 2;
  while (jpeg[at] === 0xff) {
    const code = jpeg[at + 1];
    if (code >= 0xc0 && code <= 0xc2) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return null;
}
