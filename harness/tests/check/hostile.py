class E(Exception): pass
E.__name__ = "Bad\x1b]0;pwned\x07\x1b[2J\nSecond | `x` ]]> <img src=x>"
raise E("msg \x1b[31mred\x1b[0m \r\x08 \u202e | `code ]]> <script>alert(1)</script> \x00 \udc80 end ##[error]x\n::error::injected\nline3")
