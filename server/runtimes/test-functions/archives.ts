/** handler.py with `x = 1` in a tar archive, made by GNU tar, in base64. */
export const bzip2Sample =
  'QlpoOTFBWSZTWdvpGBgAAHR7hMmQAERAAWcCAQBmRd5gAACACCAAdBlJo9IaBoA9EZBJU2iAAAAaOvo1syEE8AEh9sxfS+BZIkgcFzhu3YxZ8odmAjdxFbbcH1QRGDyEY8qugkFbJ8ZoJ/Uo4kgfi7kinChIbfSMDAA='
export const xzSample =
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Cf/AGhdADQYSiD36jzRKtXFZ3jbtLg0Pj0HYQx6vkm6/W1sgI3hxR3pUkI9oXYSavQD/zW+1YHoO5RvKu3VBLPuf/ok9sIJ5XdqIERWxYo/o3Z+AIUVDWRgR+7pK7olvu7ltjjFBzyO3DaJ4VEAAHAVGuuFa5Q1AAGEAYBQAAAoM/H6scRn+wIAAAAABFla'
