@echo off
rem Tanya Serikat's launcher for Windows: prepares .venv once from a hashed lock, afterwards only
rem starts the verb. The same promises as the file `tanya`; its stamp in .venv is written last.
rem Exit codes of its own: 2 wrong use, 5 could not be set up.
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
if "%HERE:~-1%"=="\" set "HERE=%HERE:~0,-1%"
set "VENV=%HERE%\.venv"
set "PY=%VENV%\Scripts\python.exe"
set "STAMP=%VENV%\tanya-stamp"
set "UNFINISHED=%VENV%\tanya-unfinished"
set "SETUP=%HERE%\.venv.setup"

set "GRADIO_ANALYTICS_ENABLED=False"
set "HF_HUB_OFFLINE=1"
set "RAGAS_DO_NOT_TRACK=true"
set "ORT_DISABLE_TELEMETRY=1"
set "ANONYMIZED_TELEMETRY=False"
set "DO_NOT_TRACK=1"
set "OTEL_SDK_DISABLED=true"
set "PYTHONUTF8=1"
set "PYTHONHOME="
set "PYTHONPATH="
for /f "delims==" %%N in ('set LANGSMITH_ 2^>nul') do set "%%N="
for /f "delims==" %%N in ('set LANGCHAIN_ 2^>nul') do set "%%N="

set "VERB=%~1"
set "WANTED="
if "%VERB%"=="ui" set "WANTED=run"
if "%VERB%"=="ingest" set "WANTED=run"
if "%VERB%"=="ask" set "WANTED=run"
if "%VERB%"=="answers" set "WANTED=run"
if "%VERB%"=="models" set "WANTED=run"
if "%VERB%"=="evals" set "WANTED=evals"
if "%VERB%"=="test" set "WANTED=dev"
if "%VERB%"=="check" set "WANTED=dev"
if "%VERB%"=="lock" set "WANTED=dev"
if "%VERB%"=="version" goto version
if "%VERB%"=="--version" goto version
if "%VERB%"=="" goto usage
if "%VERB%"=="help" goto usage
if "%VERB%"=="--help" goto usage
if "%VERB%"=="/?" goto usage
if not defined WANTED (
    echo tanya: Tidak ada perintah "%VERB%". Daftar perintah: tanya help 1>&2
    echo tanya: There is no command "%VERB%". The commands: tanya help 1>&2
    exit /b 2
)

call :ready
if errorlevel 1 (
    call :prepare
    if errorlevel 1 exit /b 5
)

rem %* goes through untouched (quotes, ampersands); Python itself takes the verb off.
if "%VERB%"=="test" goto test
if "%VERB%"=="check" goto check
if "%VERB%"=="lock" goto lock
if "%VERB%"=="ask" goto command
if "%VERB%"=="answers" goto command
if "%VERB%"=="models" goto command
"%PY%" -P -c "import runpy, sys; verb = sys.argv.pop(1); runpy.run_module(verb, run_name='__main__', alter_sys=True)" %*
exit /b %ERRORLEVEL%

:command
"%PY%" -P -m rag.cli %*
exit /b %ERRORLEVEL%

:test
cd /d "%HERE%"
"%PY%" -c "import pytest, sys; sys.exit(pytest.main(sys.argv[2:]))" %*
exit /b %ERRORLEVEL%

:check
cd /d "%HERE%"
set "FAILED="
"%PY%" -m ruff check . || set "FAILED=%FAILED% [ruff check]"
"%PY%" -m ruff format --check . || set "FAILED=%FAILED% [ruff format]"
"%PY%" -m mypy || set "FAILED=%FAILED% [mypy]"
"%VENV%\Scripts\lint-imports.exe" --no-logo || set "FAILED=%FAILED% [import contracts]"
if defined FAILED (
    echo check: failed:%FAILED%
    exit /b 1
)
echo check: all passed
exit /b 0

:lock
cd /d "%HERE%"
call :compile dev --extra dev --extra evals %2 %3
if errorlevel 1 exit /b 1
call :compile evals --extra evals --constraint requirements/dev.lock %2 %3
if errorlevel 1 exit /b 1
call :compile run --constraint requirements/dev.lock %2 %3
exit /b %ERRORLEVEL%

:compile
echo == requirements/%1.lock
copy /y "requirements\%1.lock" "requirements\%1.lock.new" >nul
"%PY%" -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --output-file "requirements/%1.lock.new" %2 %3 %4 %5 %6 %7
if errorlevel 1 (
    del "requirements\%1.lock.new"
    exit /b 1
)
move /y "requirements\%1.lock.new" "requirements\%1.lock" >nul
exit /b 0

:version
for /f "tokens=2 delims== " %%V in ('findstr /b /c:"version = " "%HERE%\pyproject.toml"') do echo tanya %%~V
exit /b 0

:usage
echo Tanya Serikat: bertanya pada arsip berita ketenagakerjaan, dengan jawaban yang menunjuk kalimatnya.
echo Ask an archive of labor news; every answer points at its sentences.
echo.
echo   tanya ui [--sample]      buka halaman tanya-jawab           open the page
echo   tanya ingest add PATH    masukkan artikel ke arsip          put articles into the archive
echo   tanya ask "..."          tanya di terminal                  ask in the terminal
echo   tanya answers list       jawaban yang pernah diberikan      answers that were given
echo   tanya models check       model lokal: periksa, unduh, saran local models: check, pull, advice
echo   tanya evals run          ukur mutu jawaban                  measure the answers
echo   tanya evals models A B   bandingkan model lokal             compare local models
echo   tanya evals retrieval D  ukur pencarian                    measure the search
echo.
echo   tanya test               jalankan pengujian                 run the tests
echo   tanya check              gaya, tipe, batas modul            lint, types, import contracts
echo   tanya lock [--upgrade]   perbarui daftar paket              renew the lists of packages
echo   tanya version            versi                              version
if "%VERB%"=="" exit /b 2
exit /b 0

rem --- is it prepared? 0 yes, 1 no; a bigger group holds all packages of the smaller ones
:ready
set "HAVE="
set "MADE="
if not exist "%STAMP%" exit /b 1
if not exist "%PY%" exit /b 1
(set /p HAVE= & set /p MADE=) <"%STAMP%"
if not "%MADE%"=="%HERE%" exit /b 1
if "%WANTED%"=="dev" if not "%HAVE%"=="dev" exit /b 1
if "%WANTED%"=="evals" if "%HAVE%"=="run" exit /b 1
fc /b "%HERE%\requirements\%HAVE%.lock" "%VENV%\tanya.lock" >nul 2>nul || exit /b 1
fc /b "%HERE%\pyproject.toml" "%VENV%\tanya.pyproject" >nul 2>nul || exit /b 1
exit /b 0

:prepare
mkdir "%SETUP%" 2>nul
if errorlevel 1 (
    echo tanya: "%SETUP%" ada: tanya lain sedang menyiapkan, atau terhenti. Bila tidak ada yang berjalan, hapus folder itu. 1>&2
    echo tanya: "%SETUP%" is there: another tanya is preparing, or was stopped. If none is running, delete that folder. 1>&2
    exit /b 5
)
call :install
set "RESULT=%ERRORLEVEL%"
rmdir /s /q "%SETUP%"
exit /b %RESULT%

:install
set "UPDATE="
if exist "%STAMP%" if "%MADE%"=="%HERE%" set "UPDATE=1"
if defined UPDATE if "%WANTED%"=="run" set "WANTED=%HAVE%"
if defined UPDATE if "%HAVE%"=="dev" set "WANTED=dev"
if not defined UPDATE (
    if exist "%UNFINISHED%" echo Pemasangan sebelumnya terputus; dipasang ulang. / The earlier installation was interrupted; installing anew. 1>&2
    if exist "%VENV%" if not exist "%UNFINISHED%" if not exist "%STAMP%" move "%VENV%" "%VENV%.%RANDOM%" >nul
    if exist "%VENV%" rmdir /s /q "%VENV%"
    mkdir "%VENV%"
)
echo unfinished>"%UNFINISHED%"
if exist "%STAMP%" del "%STAMP%"
echo Menyiapkan... (1/3) lingkungan Python / a Python environment 1>&2
if not defined UPDATE (
    call :find_python
    if errorlevel 1 exit /b 5
)
echo Menyiapkan... (2/3) paket (beberapa menit, sekali saja) / packages (some minutes, only once) 1>&2
"%PY%" -m pip install --require-hashes --only-binary :all: --disable-pip-version-check --requirement "%HERE%\requirements\%WANTED%.lock" 1>&2
if errorlevel 1 goto pip_failed
echo Menyiapkan... (3/3) program / the program 1>&2
pushd "%HERE%"
"%PY%" -m pip install --quiet --no-deps --no-build-isolation --no-index --disable-pip-version-check --editable . 1>&2
if errorlevel 1 (
    popd
    goto pip_failed
)
popd
copy /y "%HERE%\requirements\%WANTED%.lock" "%VENV%\tanya.lock" >nul || goto pip_failed
copy /y "%HERE%\pyproject.toml" "%VENV%\tanya.pyproject" >nul || goto pip_failed
(
    echo %WANTED%
    echo %HERE%
)>"%STAMP%.new"
move /y "%STAMP%.new" "%STAMP%" >nul || goto pip_failed
del "%UNFINISHED%"
echo Siap. / Ready. 1>&2
exit /b 0

:find_python
if defined TANYA_PYTHON (
    "%TANYA_PYTHON%" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>nul && "%TANYA_PYTHON%" -m venv "%VENV%" && exit /b 0
    echo tanya: TANYA_PYTHON=%TANYA_PYTHON% bukan Python 3.11 atau lebih baru. / is no Python 3.11 or newer. 1>&2
    exit /b 5
)
for %%P in ("py -3.13" "py -3.12" "py -3.11" "py -3" "python") do (
    %%~P -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && %%~P -m venv "%VENV%" && exit /b 0
)
echo tanya: Python 3.11 atau lebih baru tidak ditemukan. Pasang: winget install Python.Python.3.13 1>&2
echo tanya: No Python 3.11 or newer was found. Install it: winget install Python.Python.3.13 1>&2
exit /b 5

:pip_failed
echo. 1>&2
echo tanya: Penyiapan gagal; sebabnya tertulis di atas. Internet? Proksi: set HTTPS_PROXY=http://proksi:port . Cermin: set PIP_INDEX_URL=... . Ruang: perlu sekitar 2 GB. Lalu ulangi. 1>&2
echo tanya: The preparation failed; the cause is written above. Internet? Proxy: set HTTPS_PROXY=http://proxy:port . Mirror: set PIP_INDEX_URL=... . Space: about 2 GB. Then try again. 1>&2
exit /b 5
